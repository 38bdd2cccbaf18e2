import type { Messages } from './english.ts'
import { helpChinese } from './help-chinese.ts'

export const chinese: Messages = {
  help: helpChinese,

  errors: {
    prefix: '错误：',
    seeHelp: command => `用法见 \`${command} --help\``,
    noNetwork:
      '无法连接软件包仓库。请检查网络、代理与 npm 仓库设置（`npm ping`），然后重新运行同一命令；已完成的部分都会保留',
    noPackage: '软件包仓库中没有这个包或这个版本',
    diskFull: '磁盘已满。请腾出空间后重新运行同一命令；已完成的部分都会保留',
    denied: '没有权限',
    inUse: '正被其他程序占用。请先关闭它，或换一个',
    noSuchFile: '没有这个文件或目录',
    tooManyFiles: '打开的文件过多。请关闭一些程序，或提高上限（`ulimit -n`）',
    outOfMemory: '本机空闲内存不足',
    unexpected: message => `Instar 内部出错：${message}（设置 INSTAR_DEBUG=1 可查看位置）`,
    emptyQuestion: '需要一个问题，但它是空的',
    emptyQuestionAt: line => `标准输入第 ${line} 行：需要一个问题，但它是空的`,
    noQuestion: run => `需要一个问题：instar ask ${run} "秘鲁的首都是哪里？"，或从标准输入逐行给出`,
    badLine: (line, found) => `标准输入第 ${line} 行：需要 {"id", "question"} 或 {"id", "messages"}，实为 ${found}`,
    noRun: path =>
      `${path} 应为运行目录、其中的阶段目录或 Hugging Face 目录，但那里没有。可用 \`instar raise tutor\` 在 runs/tutor 生成一个`,
    noModelYet: (run, command) => `${run} 还没有完成任何训练阶段。继续：${command}`,
    stageUnfinished: (stage, command) => `阶段 ${stage} 尚未完成。继续：${command}`,
    stageNoModel: stage => `阶段 ${stage} 不训练模型。请给出运行目录，或其中的某个训练阶段`,
    notAModel: (path, missing) => `${path} 应为运行目录或 Hugging Face 目录，但其中没有 ${missing}`,
    noTokenizer: path => `${path} 应为 tokenizer.json、含有它的目录或运行目录，但没有找到`,
    noFile: path => `没有文件 ${path}`,
    expectedNumber: found => `需要一个数，实为“${found}”`,
    expectedWhole: found => `需要不小于 1 的整数，实为“${found}”`,
    notEmpty: folder => `${folder} 应为新目录或空目录，以免覆盖已有内容`,
    noStageOfKind: (recipe, kind) => `配方 ${recipe} 中没有类型为 ${kind} 的阶段`,
    severalStages: (kind, names) => `有多个类型为 ${kind} 的阶段，请用 --stage 从 ${names} 中选一个`,
    noTask: (task, known) => `没有任务“${task}”；可选：${known}`,
    noHeldOut: model => `${model} 不属于带有留出问题的运行；请用 --questions 给出问题文件`,
    noRecipe: (name, known) => `需要配方名（${known}）或配方的路径，实为“${name}”`,
    noDocuments: sources => `${sources} 中应有文档，但没有找到在 "text" 字段中带文本的`,
    lostRecipe: run => `${run} 所用的配方文件已不在原处；请直接给出配方`,
  },

  interrupted: {
    saving: '这一步结束后保存并停止……（再按一次 Ctrl-C：立即退出，不保存）',
    resume: command => `已停止，已完成的部分都已保留。继续：${command}`,
    stopped: '已停止',
  },

  view: {
    title: (recipe, folder) => `正在培养 ${recipe}，目录 ${folder}`,
    kinds: {
      documents: '收集并清洗文档',
      conversations: '生成对话',
      tokenizer: '训练分词器',
      pretrain: '预训练',
      sft: '微调',
      report: '提出留出的问题',
    },
    activities: {
      download: '获取',
      collect: '收集',
      clean: '清洗',
      write: '写入',
      count: '统计词频',
      merge: '合并词元对',
      encode: '编码',
      pack: '打包',
      make: '生成对话',
      ask: '提问',
      replay: '损失不再是数，正在重算以找出源头：步',
    },
    begin: (stage, kind) => `${stage}：${kind}……`,
    done: (stage, duration) => `${stage}：完成，用时 ${duration}`,
    already: stage => `${stage}：此前已完成`,
    resumed: (stage, step, steps) => `${stage}：从第 ${step} 步（共 ${steps} 步）继续`,
    changed: what => `与保存时不同：${what}。权重的末几位可能有差异`,
    before: '此前已完成',
    step: (step, steps) => `第 ${step}/${steps} 步`,
    loss: value => `损失 ${value}`,
    validation: value => `验证 ${value}`,
    speed: tokens => `${tokens} 词元/秒`,
    left: duration => `剩余 ${duration}`,
    memory: size => `内存 ${size}`,
    tokens: count => `${count} 词元`,
    counted: {
      train: count => `${count} 篇文档`,
      rejected: count => `剔除 ${count} 篇`,
      conversations: count => `${count} 段对话`,
      vocabularySize: count => `词表 ${count}`,
      questions: count => `${count} 道题`,
    },
    sample: step => `第 ${step} 步的样本`,
    hint: 'Ctrl-C 保存并停止；再次运行同一命令即可继续',
    duration: seconds => {
      const whole = Math.round(seconds)
      if (seconds < 9.95) return `${seconds.toFixed(1)} 秒`
      if (whole < 60) return `${whole} 秒`
      if (whole < 3600) return `${Math.floor(whole / 60)} 分 ${String(whole % 60).padStart(2, '0')} 秒`
      return `${Math.floor(whole / 3600)} 小时 ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} 分`
    },
  },

  raise: {
    finished: (recipe, folder) => `${recipe} 已养成：${folder}`,
    model: '模型',
    report: '成绩单',
    accuracy: '留出问题的正确率',
    talk: command => `与它对话：${command}`,
    partly: stages => `已完成：${stages}`,
  },

  clean: {
    phases: { clean: '清洗', match: '比较', cluster: '归并相似文档', finish: '写出清单' },
    counted: count => `${count} 篇文档`,
    rate: (documents, megabytes) => `${documents} 篇/秒，${megabytes} MB/秒`,
    keptShare: share => `保留 ${share}`,
    stopping: '正在停止……',
    filter: '过滤器',
    documents: '文档',
    rejected: '剔除',
    changed: '改动',
    removed: '去掉',
    kept: (kept, seen, share, folder) => `${seen} 篇文档保留 ${kept} 篇（${share}），在 ${folder}`,
    look: command => `剔除了什么、为什么：${command}`,
  },

  chat: {
    welcome: model => `正在与 ${model} 对话。/reset 重新开始，/help 查看帮助，/quit 或 Ctrl-D 离开`,
    help: [
      '/reset   忘掉之前说过的',
      '/quit    离开（Ctrl-D，或按两次 Ctrl-C 亦可）',
      '/help    本说明',
      'Ctrl-C   停止回答',
    ].join('\n'),
    reset: '已忘掉。新的对话开始',
    unknown: command => `没有 ${command}；输入 /help 查看可用的命令`,
    leave: '再按一次 Ctrl-C 离开',
    stopped: '已停止',
    code: '代码',
    result: '结果',
  },

  evaluate: {
    task: '任务',
    language: '语言',
    right: '正确',
    questions: '题数',
    interval: '95 % 区间',
    falseRefusals: '误拒',
    asking: (done, total) => `已提问 ${done}/${total}`,
  },

  tokenizer: {
    trained: (size, folder) => `${folder} 中有 ${size} 个词元`,
    counting: texts => `已统计 ${texts} 篇文本`,
    merging: (tokens, size) => `${tokens}/${size} 个词元`,
  },

  export: {
    written: (model, folder) => `${model} 已写入 ${folder}`,
    opens: folder => `在 Python 中：AutoModelForCausalLM.from_pretrained("${folder}")`,
  },

  doctor: {
    machine: '机器',
    processor: '处理器',
    threads: '线程',
    memory: '内存',
    memoryOf: (free, total) => `空闲 ${free}，共 ${total}`,
    disk: '此处磁盘',
    diskOf: (free, total) => `空闲 ${free}，共 ${total}`,
    system: '系统',
    versions: '版本',
    engine: '引擎',
    gemm: 'fp32 矩阵乘',
    gemmRate: (rate, threads) => `${rate} GFLOP/s（${threads} 线程）`,
    start: '启动用时',
    milliseconds: value => `${value} 毫秒`,
    measuring: '正在测量……',
    works: '正常',
    fails: why => `不能工作：${why}`,
    lowMemory: '空闲内存不足 2 GB：tutor 配方最多需要这么多',
    lowDisk: '此处空闲磁盘不足 1.5 GB：tutor 配方最多需要这么多',
    fine: '足以运行 `instar raise tutor`',
  },
}
