import { type BadWords, loadBadWords } from './bad-words.ts'

/**
 * Words of the list that medicine, law, history, news or plain speech need. Where they alone make a text harmful, a
 * classifier has to say so.
 */
const ambiguous: readonly string[] = [
  // medicine
  'anal anus clitoris ejaculation fecal genitals intercourse masturbate masturbating masturbation nipple nipples orgasm',
  'penis rectum semen sex sexual sexuality sexually vagina vulva spastic cialis viagra bareback erotism',
  '乳房 乳头 交配 月经 外阴 阴道 阴茎 陰莖 阴唇 阴户 阴毛 阴部 阴核 阳具 阳萎 包皮 卵子 精子 射精 性交 性器 性爱 性无能 处女 花柳 屁股 撒尿',
  // law, history and news
  'incest paedophile pedophile porn pornography rape raping rapist sadism sodomize sodomy swastika neonazi white-power',
  'bondage domination escort eunuch grope lolita negro nude nudity topless kinbaku strappado bastinado date-rape daterape',
  '强奸 轮奸 鸡奸 妓女 妓院 军妓 卖淫 嫖娼 嫖客 招妓 情色 淫秽 迷药 私服 三级片 成人 激情 祖宗 九游',
  // plain speech and names
  'bastard busty butt cock cocks dick erotic girl-on god-damn hardcore hard-core homoerotic hooker horny kinky',
  'missionary-position playboy poof sexy snatch suck sucks sultry-women swinger tied-up tight-white tosser darkie',
  'scat skeet spunk spooge tainted-love taste-my big-black blue-waffle tongue-in-a xx coon coons paki mong ecchi',
  'alaskan-pipeline venus-mound prince-albert-piercing twinkie golden-shower lemon-party how-to-kill how-to-murder',
  '奶子 放荡 肉壁 老二 老味 老母 笨蛋 白痴 白癡 刚度 册那 打炮 抽插 扒光 吹箫 后庭 姘头 粉腸 笨實 雞巴',
]

/**
 * The words that count as harmful: the list that C4 used, for some languages, without what harmless texts need.
 *
 * @throws InstarError (usage) for a language without a list
 */
export async function loadHarmfulWords(languages: readonly string[]): Promise<BadWords> {
  const innocent = new Set(ambiguous.flatMap(line => line.split(' ')).map(word => word.replaceAll('-', ' ')))
  return loadBadWords(languages, word => !innocent.has(word))
}
