// The clock of the demo. The server says what it shows; it runs on from there.

export class Clock {
  constructor(time, date) {
    this.time_ = time;
    this.date_ = date;
    setInterval(() => this.tick(), 1000);
  }

  set({ now, zone }) {
    this.now = now;
    this.since = performance.now();
    if (this.zone !== zone) this.zone = zone;
    this.hours = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
    this.days = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "long", day: "numeric", month: "long" });
    this.dates = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "long", day: "numeric", month: "long", year: "numeric" });
    this.tick();
  }

  tick() {
    if (this.now === undefined) return;
    const shown = this.now + performance.now() - this.since;
    this.time_.textContent = this.hours.format(shown);
    this.time_.dateTime = new Date(shown).toISOString();
    this.date_.textContent = this.dates.format(shown);
  }

  time(ms) { return this.hours?.format(ms) ?? ""; }
  day(ms) { return this.days?.format(ms) ?? ""; }
}
