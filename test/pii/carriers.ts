import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Language } from '../../src/data/index.ts'

/** A text that carries plants and look-alikes. */
export interface Carrier {
  readonly language: Language
  readonly text: string
}

const english = [
  'The ferry had been late all week, and nobody at the pier believed the timetable any more. In 1987 the crossing took 40 minutes; now it took an hour when the tide was right. Mrs. Hale sold tea from a hatch, two cups for £3.50, and knew everyone by what they drank. On the 12th of March the engine failed twice. Still the 7:15 left full.',
  'To build the program, install the compiler first, version 12.2 or newer. Run the script in the folder and wait for about 30 seconds. The tests print 148 lines, of which the last one matters. If it says 0 failures, the release is good. Otherwise open the log and look for the first error, since the other 20 usually follow from it.',
  'Wheat was grown on 3,400 hectares in the valley, barley on 1,250. The yield per hectare rose from 2.1 to 3.8 tonnes between 1950 and 1975. Farmers credit the new canal, 18 km long, which was dug in four years. The report (pp. 112-118) lists 56 villages. Prices fell by 14 % in the same time.',
  'The match ended 3-2 after extra time. Two goals fell in the first 10 minutes, a third from 25 metres. The crowd of 41,870 sang until midnight. It was the 9th win in a row, and the coach, who had promised to walk home if it happened, set out at once. He arrived at 4:30 in the morning.',
  'A recipe for eight: 500 g of flour, 2 eggs, 125 ml of milk and a pinch of salt. Knead for 10 minutes and let it rest. Bake at 180 °C on the middle rack. My grandmother used to say that bread knows when it is watched. She was right about most things.',
  'Chapter 4 deals with estimates of the error. Let n be larger than 100; then the bound in (4.12) holds with probability 0.95. The proof follows Section 2.3. For small samples the table on page 77 gives exact values. We thank a reader for pointing out that the constant should be 1.645 and not 1.96.',
]
const chinese = [
  '清晨的码头上没有什么人，只有卖早点的老陈已经支起了炉子。1987年的时候，摆渡要40分钟，现在潮水好的时候也要一个小时。两碗豆浆3块5，他记得每个人的口味。3月12日那天，发动机坏了两次。可是7点15分的那班船还是坐满了人。',
  '编译之前请先安装12.2以上版本的编译器。在目录中运行脚本，大约需要30秒。测试会输出148行，其中最后一行最重要。如果显示0个失败，就可以发布了。否则请打开日志，找到第一个错误，其余20个通常都由它引起。',
  '全县种植小麦3400公顷，大麦1250公顷。1950年到1975年间，亩产从140斤提高到253斤。农民们把功劳归于新修的水渠，全长18公里，用了四年才挖成。报告第112至118页列出了56个村庄。同期粮价下降了14%。',
  '比赛经过加时以3比2结束。前10分钟就进了两个球，第三个是25米外的远射。现场41870名观众一直唱到半夜。这是球队的第9场连胜，教练曾说如果做到就走路回家，于是他真的出发了。凌晨4点30分，他到了家。',
  '八人份的做法：面粉500克，鸡蛋2个，牛奶125毫升，盐少许。揉10分钟，静置片刻。中层180度烘烤。奶奶常说，面包知道有没有人在看着它。她说的话多半是对的。',
  '第四章讨论误差的估计。设n大于100，则式（4.12）以0.95的概率成立。证明与2.3节类似。样本较小时，第77页的表格给出了精确值。感谢一位读者指出，常数应为1.645而不是1.96。',
]
const own: readonly Carrier[] = [
  ...english.map(text => ({ language: 'en' as const, text })),
  ...chinese.map(text => ({ language: 'zh' as const, text })),
]

/** Reads what a line of a file has of running text. */
type Field = (line: Record<string, unknown>) => string

/** Real text, in files of the folder `INSTAR_DATA`; so many lines of each. */
const files: readonly { path: string; language: Language; lines: number; field: Field }[] = [
  { path: 't0-instructions/sample.jsonl.gz', language: 'en', lines: 500, field: line => String(line.prompt) },
  { path: 'gsm8k/train.jsonl.gz', language: 'en', lines: 300, field: line => String(line.question) },
  {
    path: 'self-instruct/user_oriented_instructions.jsonl.gz',
    language: 'en',
    lines: 200,
    field: line => String(line.instruction),
  },
  { path: 'sentiment-zh/train.jsonl.gz', language: 'zh', lines: 500, field: line => String(line.text) },
  {
    path: 'news-zh-tagged/validation.jsonl.gz',
    language: 'zh',
    lines: 500,
    field: line => (line.tokens as string[]).join(''),
  },
]

/** Whether the texts of {@link files} are there. */
export const dataFolder = [process.env.INSTAR_DATA ?? '', resolve('../shared/data')].find(
  folder => folder !== '' && files.every(({ path }) => existsSync(join(folder, path))),
)

/** The carriers, ours and, where there are any, real ones. */
export function carriers(): Carrier[] {
  if (!dataFolder) return [...own]
  const real = files.flatMap(({ path, language, lines, field }) =>
    gunzipSync(readFileSync(join(dataFolder!, path)))
      .toString()
      .split('\n')
      .slice(0, lines)
      .filter(line => line !== '')
      .map(line => ({ language, text: field(JSON.parse(line) as Record<string, unknown>).trim() })),
  )
  return [...own, ...real.filter(({ text }) => text.length >= 20 && text.length < 3000)]
}
