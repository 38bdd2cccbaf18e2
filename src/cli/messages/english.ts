import { helpEnglish } from './help-english.ts'

/**
 * Every sentence of the command line, except the help and what an error of the library says (files of their own). The
 * Chinese table has this type, so a sentence without translation does not compile.
 */
export const english = {
  help: helpEnglish,

  errors: {
    prefix: 'error: ',
    seeHelp: (command: string) => `Run \`${command} --help\` to see how it is used`,
    noNetwork:
      'The package registry cannot be reached. Check the network, proxy and registry of your npm (`npm ping`) and run ' +
      'the same command again; what is done is kept',
    noPackage: 'The package registry has no such package or version',
    diskFull: 'The disk is full. Free some space and run the same command again; what is done is kept',
    denied: 'Permission denied',
    inUse: 'In use by another program. Close it, or choose another',
    noSuchFile: 'There is no such file or folder',
    tooManyFiles: 'Too many files are open. Close some programs, or raise the limit (`ulimit -n`)',
    outOfMemory: 'The machine has not enough free memory for this',
    unexpected: (message: string) => `Something went wrong inside Instar: ${message} (INSTAR_DEBUG=1 shows where)`,
    emptyQuestion: 'Expected a question, found an empty one',
    emptyQuestionAt: (line: number) => `standard input, line ${line}: expected a question, found an empty one`,
    noQuestion: (run: string) =>
      `Expected a question: instar ask ${run} "What is the capital of Peru?", or questions on standard input, one per line`,
    badLine: (line: number, found: string) =>
      `standard input, line ${line}: expected {"id", "question"} or {"id", "messages"}, found ${found}`,
    noRun: (path: string) =>
      `Expected a run folder, one of its stages or a Hugging Face folder at ${path}, found none. ` +
      '`instar raise tutor` makes one in runs/tutor',
    noModelYet: (run: string, command: string) => `No training stage of ${run} is finished yet. Go on with: ${command}`,
    stageUnfinished: (stage: string, command: string) => `The stage ${stage} is not finished. Go on with: ${command}`,
    stageNoModel: (stage: string) => `The stage ${stage} trains no model. Name the run, or one of its training stages`,
    notAModel: (path: string, missing: string) =>
      `Expected a run folder or a Hugging Face folder at ${path}, but it has no ${missing}`,
    noTokenizer: (path: string) =>
      `Expected a tokenizer.json, a folder that holds one, or a run at ${path}, found none`,
    onlyWithProfile: '--stage and --set are for --profile: `instar doctor --profile tutor --stage sft`',
    noFile: (path: string) => `Expected a file at ${path}, found none`,
    expectedNumber: (found: string) => `expected a number, found "${found}"`,
    expectedShare: (found: string) => `expected a number from 0 to 1, found "${found}"`,
    expectedAmount: (found: string) => `expected a number of at least 0, found "${found}"`,
    expectedWhole: (found: string) => `expected a whole number of at least 1, found "${found}"`,
    notEmpty: (folder: string) => `Expected ${folder} to be new or empty, so that nothing is overwritten`,
    noStageOfKind: (recipe: string, kind: string) => `The recipe ${recipe} has no stage of kind ${kind}`,
    severalStages: (kind: string, names: string) =>
      `Several stages are of kind ${kind}: choose one of ${names} with --stage`,
    noTask: (task: string, known: string) => `There is no task "${task}"; the tasks are ${known}`,
    noHeldOut: (model: string) =>
      `${model} has no run with held-out questions; name a file of questions with --questions`,
    noRecipe: (name: string, known: string) =>
      `Expected the name of a recipe (${known}) or the path of one, found "${name}"`,
    noDocuments: (sources: string) => `Expected documents in ${sources}, found none with text in the field "text"`,
    lostRecipe: (run: string) =>
      `The recipe that ${run} was raised from is no longer there; name it instead of the run`,
  },

  interrupted: {
    saving: 'Stopping after this step and saving … (Ctrl-C again: at once, without saving)',
    resume: (command: string) => `Stopped. What is done is kept; to go on: ${command}`,
    stopped: 'Stopped',
  },

  view: {
    title: (recipe: string, folder: string) => `Raising ${recipe} in ${folder}`,
    kinds: {
      documents: 'collecting and cleaning documents',
      conversations: 'making conversations',
      tokenizer: 'training the tokenizer',
      pretrain: 'pretraining',
      sft: 'fine-tuning',
      report: 'asking held-out questions',
    },
    activities: {
      download: 'fetching',
      collect: 'collecting',
      clean: 'cleaning',
      write: 'writing',
      count: 'counting words',
      merge: 'merging pairs',
      encode: 'encoding',
      pack: 'packing',
      make: 'making conversations',
      ask: 'asking questions',
      replay: 'the loss is no number; finding out where that began, step',
    },
    begin: (stage: string, kind: string) => `${stage}: ${kind} …`,
    done: (stage: string, duration: string) => `${stage}: done in ${duration}`,
    already: (stage: string) => `${stage}: done already`,
    resumed: (stage: string, step: string, steps: string) => `${stage}: goes on from step ${step} of ${steps}`,
    changed: (what: string) => `Not as when it was saved: ${what}. The weights may differ in their last bits`,
    before: 'done before',
    step: (step: string, steps: string) => `step ${step}/${steps}`,
    loss: (value: string) => `loss ${value}`,
    validation: (value: string) => `validation ${value}`,
    speed: (tokens: string) => `${tokens} tokens/s`,
    left: (duration: string) => `${duration} left`,
    memory: (size: string) => `memory ${size}`,
    tokens: (count: string) => `${count} tokens`,
    counted: {
      train: (count: string) => (count === '1' ? '1 document' : `${count} documents`),
      rejected: (count: string) => `${count} rejected`,
      conversations: (count: string) => `${count} conversations`,
      vocabularySize: (count: string) => `vocabulary of ${count}`,
      questions: (count: string) => `${count} questions`,
    },
    sample: (step: string) => `sample at step ${step}`,
    hint: 'Ctrl-C saves and stops; the same command goes on',
    duration: (seconds: number) => {
      const whole = Math.round(seconds)
      if (seconds < 9.95) return `${seconds.toFixed(1)} s`
      if (whole < 60) return `${whole} s`
      if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
      return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
    },
  },

  raise: {
    finished: (recipe: string, folder: string) => `${recipe} is raised: ${folder}`,
    model: 'model',
    report: 'report card',
    accuracy: 'right answers to held-out questions',
    talk: (command: string) => `Talk to it: ${command}`,
    partly: (stages: string) => `Done: ${stages}`,
  },

  collect: {
    fetching: (pages: string, size: string) => `fetching: ${pages} pages, ${size}`,
    waiting: (count: string) => `${count} waiting`,
    reading: (source: string, documents: string) => `${source}: ${documents} documents`,
    without: (count: string) => `${count} skipped`,
    rate: (count: string) => `${count}/s`,
    crawled: (pages: string, size: string, waiting: string) =>
      `Fetched ${pages} pages, ${size}; ${waiting} addresses were found and not asked`,
    source: 'source',
    documents: 'documents',
    characters: 'characters',
    skipped: 'skipped',
    count: 'count',
    first: (place: string) => `first at ${place}`,
    written: (documents: string, folder: string) => `${documents} documents in ${folder}`,
    nothing: (sources: string) => `Expected documents in ${sources}, but none was found`,
  },

  clean: {
    phases: {
      clean: 'cleaning',
      match: 'comparing',
      cluster: 'finding what belongs together',
      finish: 'writing the manifest',
    },
    counted: (count: string) => `${count} documents`,
    rate: (documents: string, megabytes: string) => `${documents}/s, ${megabytes} MB/s`,
    keptShare: (share: string) => `${share} kept`,
    stopping: 'Stopping …',
    filter: 'filter',
    documents: 'documents',
    rejected: 'rejected',
    changed: 'changed',
    removed: 'removed',
    kept: (kept: string, seen: string, share: string, folder: string) =>
      `${kept} of ${seen} documents kept (${share}), in ${folder}`,
    skipped: (reasons: string) => `Entries that gave no document: ${reasons}`,
    look: (command: string) => `What was thrown out, and why: ${command}`,
  },

  classifier: {
    training: (share: string) => `training: ${share}`,
    trained: (good: string, bad: string, file: string) =>
      `Trained on ${good} texts to keep and ${bad} to drop, in ${file}`,
    tested: (good: string, bad: string, auc: string) =>
      `Measured on ${good} other texts to keep and ${bad} to drop: ROC-AUC ${auc}`,
    untested: 'Not measured: no text of both kinds is held out',
    oneKind: (good: number, bad: number) => `Expected examples of both kinds, found ${good} to keep and ${bad} to drop`,
    threshold: 'threshold',
    goodKept: 'kept of those to keep',
    badDropped: 'dropped of those to drop',
  },

  chat: {
    welcome: (model: string) => `Talking to ${model}. /reset begins anew, /help shows more, /quit or Ctrl-D leaves`,
    help: [
      '/reset   forget what was said',
      '/quit    leave (so do Ctrl-D, and Ctrl-C twice)',
      '/help    this text',
      'Ctrl-C   stop the answer',
    ].join('\n'),
    reset: 'Forgotten. A new conversation begins',
    unknown: (command: string) => `There is no ${command}; /help shows what there is`,
    leave: 'Ctrl-C once more leaves',
    stopped: 'stopped',
    code: 'code',
    result: 'result',
  },

  evaluate: {
    task: 'task',
    language: 'language',
    right: 'right',
    questions: 'questions',
    interval: '95 % interval',
    falseRefusals: 'false refusals',
    asking: (done: string, total: string) => `asked ${done} of ${total}`,
  },

  tokenizer: {
    trained: (size: string, folder: string) => `${size} tokens in ${folder}`,
    counting: (texts: string) => `counted ${texts} texts`,
    merging: (tokens: string, size: string) => `${tokens} of ${size} tokens`,
    fetching: (title: string, uri: string) => `Fetching the vocabulary of ${title} (${uri}), once …`,
    leftOut: (title: string, why: string) => `${title} is left out. ${why}`,
    noVocabulary: (name: string, known: string) =>
      `Expected one of the vocabularies ${known} after --with, found "${name}". Your own goes after --own`,
    nothingToCompare: 'Expected at least one tokenizer that can be opened, found none',
    comparison: 'Tokenizers side by side',
    columns: ['tokenizer', 'tokens', 'characters per token', 'bytes per token'],
    pieces: 'how it is cut',
    fertility: 'What a language costs',
    fertilityNote:
      'Tokens for one English word and for one Chinese character, on two paragraphs that say the same. A token that is ' +
      'not a whole character is marked.',
    fertilityColumns: ['tokenizer', 'English, per word', 'Chinese, per character'],
    pageWritten: (file: string) => `The page is ${file}`,
  },

  export: {
    written: (model: string, folder: string) => `${model} is in ${folder}`,
    opens: (folder: string) => `In Python: AutoModelForCausalLM.from_pretrained("${folder}")`,
  },

  doctor: {
    machine: 'Machine',
    processor: 'processor',
    threads: 'threads',
    memory: 'memory',
    memoryOf: (free: string, total: string) => `${free} free of ${total}`,
    disk: 'disk here',
    diskOf: (free: string, total: string) => `${free} free of ${total}`,
    system: 'system',
    versions: 'Versions',
    engine: 'Engine',
    devices: 'Devices',
    missing: (why: string) => `not here: ${why}`,
    gemm: 'fp32 matrix products',
    gemmRate: (rate: string, threads: number) => `${rate} GFLOP/s on ${threads} threads`,
    start: 'time to start',
    milliseconds: (value: string) => `${value} ms`,
    measuring: 'Measuring …',
    works: 'works',
    fails: (why: string) => `does not work: ${why}`,
    lowMemory: 'Less than 2 GB of memory are free: the tutor recipe needs up to that',
    lowDisk: 'Less than 1.5 GB of disk are free here: the tutor recipe needs up to that',
    fine: 'Enough for `instar raise tutor`',
    profile: {
      step: (recipe: string, stage: string, milliseconds: string, steps: number) =>
        `A training step of ${recipe}, stage ${stage}: ${milliseconds} ms (mean of ${steps}, on random tokens)`,
      shares: (products: string, between: string) =>
        `${products} of it in matrix products, ${between} between operators`,
      gradientOf: (part: string) => `gradient of ${part}`,
      operator: 'Operator',
      part: 'Part',
      layer: 'Layer',
      count: 'number',
      milliseconds: 'ms',
      share: 'share',
      rate: 'GFLOP/s of products',
    },
  },
}

/** Widens every text to `string`, keeps the parameters of those that take some. */
type Widened<T> = {
  readonly [K in keyof T]: T[K] extends (...values: infer V) => string
    ? (...values: V) => string
    : T[K] extends string
      ? string
      : Widened<T[K]>
}

export type Messages = Widened<typeof english>
