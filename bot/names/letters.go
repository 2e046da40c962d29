package names

// A key is written in small Latin letters, and in ж, ч, ш and ɣ for the four
// sounds that Latin spells with several letters and everybody with others. It
// has no c, h, j, q, w, x and y: each of these is read as one of the rest.
//
// The tables below are pairs, what is written and what it becomes, in order of
// precedence: where two begin at the same letter, the earlier wins. A space is
// the end of a word. They see letters without case and marks, so ї is і, й is и
// and ё is е.

// letters turns what is not a key's letter into those that are. Each pair has
// such a letter on its left, so a key is not changed by it.
var letters = pairs(cyrillic, softened, several, silent, single)

// cyrillic is Ukrainian, Russian and their neighbours. Ґ, г and х are one, as
// Latin spells each of them g, h, gh and kh; so are щ and ш, ц and ч.
var cyrillic = []string{
	"ьо", "e",
	"а", "a", "б", "b", "в", "v", "г", "g", "ґ", "g", "д", "d", "е", "e", "є", "ie",
	"з", "z", "и", "i", "і", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o",
	"п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "g", "ц", "ч",
	"щ", "ш", "ъ", "", "ы", "i", "ь", "", "э", "e", "ю", "iu", "я", "ia",
	"ј", "i", "љ", "li", "њ", "ni", "ћ", "ч", "ђ", "ж", "џ", "ж", "ѕ", "dz", // Serbian, Macedonian
	"ә", "e", "қ", "k", "ғ", "g", "ң", "n", "ө", "o", "ұ", "u", "ү", "u", "һ", "g", // Kazakh, Tatar
}

// softened is ё after a consonant, as in Semyon and Alyona: ё is е.
var softened = []string{
	"byo", "be", "dyo", "de", "fyo", "fe", "kyo", "ke", "lyo", "le", "myo", "me", "nyo", "ne",
	"pyo", "pe", "ryo", "re", "syo", "se", "tyo", "te", "vyo", "ve", "zyo", "ze",
}

// several is sounds that are spelled with several Latin letters.
var several = []string{
	"schi ", "ski ", // Zelenschi, as Moldova writes it
	"schtsch", "ш", "shch", "ш", "szcz", "ш", "sch", "ш", "sh", "ш",
	"dsch", "ж", "dzh", "ж", "dj", "ж", "zh", "ж",
	"tsch", "ч", "tch", "ч", "chr", "kr", "ch", "ч", "cz", "ч", "ck", "k",
	"ce", "чe", "ci", "чi", "cy", "чi", // Romanian ч, Polish ц
	"zgh", "zg", "gha", "ɣa", "gho", "ɣo", "ghu", "ɣu", "gh", "g", // Ghassan is not Hassan, but Serghei is Sergei
	"kh", "g", "ph", "f", "th", "t", "qu", "kv",
}

// silent is the last letter of Sarah.
var silent = []string{"ah ", "a "}

// single is Latin letters that a key does not have, and those that are no other
// letter with a mark.
var single = []string{
	"c", "k", "h", "g", "j", "i", "q", "k", "w", "v", "x", "ks", "y", "i",
	"ß", "s", "ł", "l", "ø", "o", "đ", "d", "ð", "d", "þ", "t", "æ", "e", "œ", "e", "ə", "e",
	"ı", "i", "ŋ", "n", "ħ", "g", "ς", "σ",
}

// sounds makes one of what a key's letters spell in several ways. It is applied
// until it changes nothing: no right side may lead back to a left.
var sounds = pairs(consonants, vowels, famous)

var consonants = []string{
	"ts", "ч", "tz", "ч", "tч", "ч", "sz", "ш", "sч", "ш", "шч", "ш", "dж", "ж",
}

var vowels = []string{
	"чia", "чa", "чio", "чo", "чiu", "чu", "чie", "чe", "чea", "чa", // Ciornovil, Ceaikovski
	"чi ", "ч ", // Petrovici
	" ie", " e", "aie", "ae", "eie", "e", "oie", "oe", "uie", "ue", // Yevhen, Andreyev
	"rgei ", "rgi ", "drei ", "dri ", "ksei ", "ksi ", "ofei ", "ofi ", "tvei ", "tvi ", "isei ", "isi ", // Andrei
	"iom ", "em ", // Artiom
	"liud", "lud", "liub", "lub", // Liudmyla
	"oo", "u", "ou", "u", // Mahmoud
}

// famous is names so common that each of their spellings is.
var famous = []string{
	"ugamad", "ogamed", "ogamad", "ogamed", "ugamed", "ogamed", "agmad", "agmed",
}
