/** A word or phrase that this project does not use, and what to write instead. */
export interface RetiredWord {
  /** Found anywhere in a line: in comments, texts and names. */
  readonly pattern: RegExp;
  readonly better: string;
}

const word = (pattern: string, better: string): RetiredWord => ({
  pattern: new RegExp(`\\b(?:${pattern})\\b`, "i"),
  better,
});

/** Names, as the code writes them. */
const name = (pattern: string, better: string): RetiredWord => ({
  pattern: new RegExp(`\\b(?:${pattern})\\b`),
  better,
});

/** A declaration whose name is a past participle alone. */
const declared = (participle: string, better: string): RetiredWord => ({
  pattern: new RegExp(`\\b(?:const|let|function|interface|type|class|readonly) #?${participle}\\b`),
  better,
});

/** Every entry is unambiguous: a hit is never the right word. */
export const RETIRED_WORDS: readonly RetiredWord[] = [
  // "told" in quotes is a value of `status --json`.
  { pattern: /(?<!")\btold\b/i, better: "reported, printed, passed or notified" },
  word("said", "reported, printed, answered or set"),
  word("mend(?:s|ed|ing)?", "fix"),
  word("defects?", "error or finding"),
  // "nobody" in quotes is a value of release records.
  { pattern: /(?<!")\bnobody\b/i, better: "name what does not act: no user, no process, no function" },
  word("(?:some|any|every)body", "a user, any process, every recipient"),
  word("whoever", "the user or process that"),
  { pattern: /\b(?:he|his|him|himself)\b/, better: "they, it, or the noun" },
  word("stands? between", "is partially deployed"),
  word("any ?more", "no longer"),
  word("is thought of|what is thought", "verdict"),
  word("ways? back", "rollback, or reverse migration"),
  word("tak(?:es?|en|ing) (?:(?:it|this|that|them|one) )?out", "remove"),
  word("at work", "running"),
  word("draws? lots", "randomised"),
  word("bur(?:y|ied|ies)|outlives?", "zombie process; still runs after"),
  { pattern: /\bdead\b(?![- ]letter)/i, better: "exited, stopped, or expired" },
  word("dies|died|dying", "exits or ends"),
  word("heard|hears", "received or renewed"),
  word("speaks?|spoken", "calls, reports, or is about"),
  word("held back", "deferred"),
  word("(?:could|can) ?not tell", "inconclusive, or is unknown"),
  word("held against|holds? (?:it|them|this|that|what) against", "compared with"),
  word("throw[sn]? away", "discard, or temporary"),
  word("br(?:ing|ings|ought|inging) up", "deploy or create"),
  word("for good", "permanently"),
  word("supernumerary", "too many; to prune"),
  word("lest|hitherto|whence|thence|thereof|therein|wherein|whereof|hereby", "plain words"),
  word("patience", "deadline or timeout"),
  word("surroundings", "StageContext, or environment"),
  // A key of the JSON of `rehearse` is `scenes`.
  { pattern: /\b(?:scenes?|story)\b(?!:)/i, better: "scenario, step or pipeline" },
  word(
    "Who is told|How traffic moves|What is checked|Who holds a stage|After a kill|What others see",
    "the noun people search for",
  ),
  word("nobody reads the key", "unknown key"),
  word("nothing is found that", "unused suppression"),
  word("does not know who is asking", "no valid AWS credentials"),
  name("unlessAborted", "raceAbort"),
  name("ownPlace", "processIdentity"),
  name("lookAt", "collectStageStatus"),
  name("(?:class|interface|new) Audience", "EventDispatcher"),
  name("Narration", "EngineEventTranslator"),
  name("(?:interface|type|class) Setback", "a noun that names the thing"),
  name("tornAttributes", "truncatedAttributes"),
  name("outliveEngine", "ignoreLateEngineErrors"),
  name("layFoundation", "bootstrapAccount"),
  name("lackedRights", "missingPermissions"),
  name("weighAliases", "setAliasWeights"),
  name("lyingToken", "tokenProblem"),
  name("throwAwayUser", "createTestUser"),
  name("gatesHold", "gatesEnforced"),
  name("asStop", "asCancellation"),
  name("heldBack", "deferredChanges"),
  name("requireThawed", "assertNotFrozen"),
  name("waysBack", "reverseMigrations"),
  name("hasToFail", "expectedToFail"),
  declared("(?:shown|undone|meant|filled|kept|gone|heard|asked|sought|thought)", "a noun, or a verb for a function"),
];
