/** What the page says, in both languages. */
export interface Words {
  /** The name of the other language, as its speakers write it. */
  readonly otherLanguage: string
  /** Texts of elements by their `data-word`. */
  readonly page: Readonly<Record<string, string>>
  readonly devices: { readonly wasm: (threads: number) => string; readonly webgpu: string }
  readonly preparing: string
  readonly progress: (of: Progress) => string
  readonly done: (of: Progress) => string
  readonly tooShort: (length: number, least: number) => string
  readonly wrong: (message: string) => string
  readonly sampleAt: (step: number) => string
  readonly axes: { readonly step: string; readonly loss: string }
}

export interface Progress {
  readonly step: number
  readonly steps: number
  readonly loss: number
  readonly tokensPerSecond: number
  readonly parameters: number
}

export const english: Words = {
  otherLanguage: '中文',
  page: {
    title: 'A language model, trained in this page',
    about:
      'Paste a text and watch a small GPT learn to write like it, character by character. The forward pass, the gradients and ' +
      'the optimizer are one program, the same that Instar runs in Node; here ONNX Runtime computes it in your browser. ' +
      'Nothing leaves this page.',
    text: 'Text',
    sonnets: 'Eight sonnets of Shakespeare',
    tang: 'Poems of the Tang',
    training: 'Training',
    device: 'Device',
    steps: 'Steps',
    start: 'Train from nothing',
    stop: 'Stop',
    samples: 'What it writes',
    next: 'What comes next?',
    nextAbout: 'The beginning of a line; below it the likeliest next characters, their logits and probabilities.',
    files: 'Take it with you',
    filesAbout:
      'Put these files into one folder: Instar in Node opens it (openModel), and so does transformers. The weights are safetensors.',
  },
  devices: {
    wasm: threads => `Processor (WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'})`,
    webgpu: 'Graphics card (WebGPU)',
  },
  preparing: 'Preparing the program …',
  progress: ({ step, steps, loss, tokensPerSecond, parameters }) =>
    `Step ${step} of ${steps} · loss ${loss.toFixed(3)} · ${tokensPerSecond.toLocaleString('en')} tokens/s · ${parameters.toLocaleString('en')} parameters`,
  done: ({ step, loss, parameters }) =>
    `Done after ${step} steps · loss ${loss.toFixed(3)} · ${parameters.toLocaleString('en')} parameters`,
  tooShort: (length, least) => `The text has ${length} characters; it needs at least ${least}.`,
  wrong: message => `That did not work: ${message}`,
  sampleAt: step => `step ${step}`,
  axes: { step: 'step', loss: 'loss (nats per character)' },
}

export const chinese: Words = {
  otherLanguage: 'English',
  page: {
    title: '在这个网页里训练语言模型',
    about:
      '贴一段文字，看一个小 GPT 怎样一个字一个字地学会它的写法。前向、梯度和优化器合成一个程序，与 Instar 在 Node 里运行的相同；' +
      '在这里由 ONNX Runtime 在你的浏览器里计算。任何内容都不会离开本页。',
    text: '文字',
    sonnets: '莎士比亚十四行诗八首',
    tang: '唐诗',
    training: '训练',
    device: '设备',
    steps: '步数',
    start: '从零开始训练',
    stop: '停止',
    samples: '它写的',
    next: '下一个字是什么？',
    nextAbout: '写一行的开头；下面是最可能的下一个字，以及它们的 logit 和概率。',
    files: '带走模型',
    filesAbout:
      '把这些文件放进同一个文件夹：Node 里的 Instar（openModel）能打开它，transformers 也能。权重是 safetensors 格式。',
  },
  devices: {
    wasm: threads => `处理器（WebAssembly，${threads} 个线程）`,
    webgpu: '显卡（WebGPU）',
  },
  preparing: '正在准备程序……',
  progress: ({ step, steps, loss, tokensPerSecond, parameters }) =>
    `第 ${step} 步，共 ${steps} 步 · 损失 ${loss.toFixed(3)} · 每秒 ${tokensPerSecond.toLocaleString('en')} 个词元 · ${parameters.toLocaleString('en')} 个参数`,
  done: ({ step, loss, parameters }) =>
    `完成，共 ${step} 步 · 损失 ${loss.toFixed(3)} · ${parameters.toLocaleString('en')} 个参数`,
  tooShort: (length, least) => `这段文字有 ${length} 个字符，至少需要 ${least} 个。`,
  wrong: message => `没有成功：${message}`,
  sampleAt: step => `第 ${step} 步`,
  axes: { step: '步', loss: '损失（每字符纳特）' },
}
