# One static binary and nothing beside it: no shell, no package manager, no
# root. It keeps the data key, and a private Redis' files if there is one, in
# the volume /data.

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/visitbot ./cmd/visitbot
RUN mkdir -p /out/data /out/etc /out/tmp \
 && echo 'visitbot:x:65532:65532:visitbot:/data:/sbin/nologin' > /out/etc/passwd \
 && echo 'visitbot:x:65532:' > /out/etc/group

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/etc/ /etc/
COPY --from=build --chown=65532:65532 --chmod=700 /out/data /data
COPY --from=build --chown=65532:65532 --chmod=700 /out/tmp /tmp
COPY --from=build /out/visitbot /visitbot
USER 65532:65532
ENV DATA_DIR=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s CMD ["/visitbot", "health"]
ENTRYPOINT ["/visitbot"]
CMD ["serve"]
