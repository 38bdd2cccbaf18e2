import type { Random } from '../../src/random/index.ts'
import { fill, firstNames, grouped, lastNames, patterns, pinyin } from './draw.ts'
import type { PlantFamily } from './plants.ts'

const hosts = ['gmail.com', 'yahoo.co.uk', 'outlook.com', 'mail.ru', 'uni-bonn.de', 'cs.stanford.edu', 'brightwell.org']
const chineseHosts = ['qq.com', '163.com', '126.com', 'sina.com.cn', 'foxmail.com', 'pku.edu.cn']
const local = (draw: Random) =>
  draw.pick([
    () => `${draw.pick(firstNames)}.${draw.pick(lastNames)}`,
    () => `${draw.pick(firstNames)}${fill(draw, '##')}`,
    () => `${draw.pick(firstNames)[0]}_${draw.pick(lastNames)}`,
    () => `${draw.pick(lastNames)}+news`,
  ])()
const chineseLocal = (draw: Random) =>
  draw.pick([() => fill(draw, '&########'), () => draw.pick(pinyin), () => local(draw)])()

export const email: PlantFamily = {
  en: {
    formats: {
      plain: draw => `${local(draw)}@${draw.pick(hosts)}`,
      capitals: draw => `${local(draw)}@${draw.pick(hosts)}`.toUpperCase(),
      dot: draw => `${local(draw)} at ${draw.pick(hosts).replaceAll('.', ' dot ')}`,
      brackets: draw => `${local(draw)} [at] ${draw.pick(hosts).replaceAll('.', ' [dot] ')}`,
      parentheses: draw => `${local(draw)}(at)${draw.pick(hosts).replaceAll('.', '(dot)')}`,
      half: draw => `${local(draw)} (at) ${draw.pick(hosts)}`,
      spaced: draw => `${local(draw)} @ ${draw.pick(hosts)}`,
      subdomain: draw => `${local(draw)}@mail.${draw.pick(hosts)}`,
      loud: draw => `${local(draw)} AT ${draw.pick(hosts).replaceAll('.', ' DOT ')}`,
    },
    wordings: [
      'You can reach me at {} until Friday.',
      'Email: {}',
      'Please send the form to {}.',
      'For more, contact {} or come by the office.',
      'From: Anna <{}>',
      'The list is kept by Paul ({}), who also answers questions.',
      'My address is {}, write whenever you like.',
      'Questions? {}',
    ],
  },
  zh: {
    formats: {
      plain: draw => `${chineseLocal(draw)}@${draw.pick(chineseHosts)}`,
      wide: draw => `${chineseLocal(draw)}＠${draw.pick(chineseHosts)}`,
      hash: draw => `${chineseLocal(draw)}#${draw.pick(chineseHosts)}`,
      dot: draw => `${chineseLocal(draw)}(at)${draw.pick(chineseHosts).replaceAll('.', '(dot)')}`,
    },
    wordings: [
      '邮箱：{}',
      '请把简历发到{}，我们会尽快回复。',
      '有问题可以写信给我，电子邮件地址是{}。',
      '联系人邮箱{}（工作日回复）。',
      '投稿请寄{}。',
      'E-mail：{}',
      '资料已发送至您的邮箱 {} ，请查收。',
    ],
  },
}

const area = (draw: Random) => draw.pick(['212', '415', '312', '206', '617', '713', '305', '404', '602', '503'])
const exchange = (draw: Random) => draw.pick(['234', '268', '367', '482', '628', '734', '867', '943'])
const chineseMobile = (draw: Random) =>
  draw.pick(['130', '135', '138', '139', '150', '158', '176', '186', '188', '199']) + fill(draw, '########')
const chineseArea = (draw: Random) => draw.pick(['010', '021', '022', '0755', '0571', '0371', '028', '0532'])

export const phone: PlantFamily = {
  en: {
    formats: {
      unitedStates: draw => `(${area(draw)}) ${exchange(draw)}-${fill(draw, '####')}`,
      hyphens: draw => `${area(draw)}-${exchange(draw)}-${fill(draw, '####')}`,
      dots: draw => `${area(draw)}.${exchange(draw)}.${fill(draw, '####')}`,
      international: draw => `+1 ${area(draw)} ${exchange(draw)} ${fill(draw, '####')}`,
      plusOne: draw => `+1-${area(draw)}-${exchange(draw)}-${fill(draw, '####')}`,
      compact: draw => `+1${area(draw)}${exchange(draw)}${fill(draw, '####')}`,
      spaces: draw => `${area(draw)} ${exchange(draw)} ${fill(draw, '####')}`,
      britishMobile: patterns('07812 ######', '07512 ### ###', '+44 7812 ######', '+44 (0)7512 ######'),
      london: patterns('020 7### ####', '+44 20 7### ####', '(020) 7### ####'),
      manchester: patterns('0161 ### ####', '0161-2## ####'),
      german: patterns('+49 176 2#######', '+49 30 2#######', '+49 (0)89 3#######'),
      germanNational: patterns('0176 2#######', '030/2#######', '089-3#######'),
      french: patterns('+33 6 12 ## ## ##', '+33 1 42 ## ## ##', '+33612######'),
      frenchNational: patterns('06 12 ## ## ##', '01.42.##.##.##', '06-12-##-##-##'),
      elsewhere: patterns(
        '+61 412 ### ###',
        '+91 98765 #####',
        '+81 90-1234-####',
        '+852 9123 ####',
        '+34 612 ### ###',
      ),
    },
    wordings: [
      'Call me on {} after six.',
      'Phone: {}',
      'Tel. {}',
      'My mobile is {}, but text first.',
      'You can ring the owner at {} any day.',
      'Her number is {}.',
      'Telephone {} for an appointment.',
      'Contact: Mark, {}',
      'WhatsApp {}',
    ],
  },
  zh: {
    formats: {
      mobile: chineseMobile,
      spaced: draw => grouped(chineseMobile(draw), ' ', 3, 4),
      hyphens: draw => grouped(chineseMobile(draw), '-', 3, 4),
      country: draw => `+86 ${chineseMobile(draw)}`,
      countryHyphen: draw => `+86-${grouped(chineseMobile(draw), '-', 3, 4)}`,
      bareCountry: draw => `86${chineseMobile(draw)}`,
      wide: draw => chineseMobile(draw).replace(/\d/g, digit => '０１２３４５６７８９'[Number(digit)]!),
      landline: draw => `${chineseArea(draw)}-${fill(draw, '8#######')}`,
      landlineParentheses: draw => `(${chineseArea(draw)})${fill(draw, '6#######')}`,
      landlineWide: draw => `（${chineseArea(draw)}）${fill(draw, '6#######')}`,
      extension: draw => `${chineseArea(draw)}-${fill(draw, '8#######')}转${fill(draw, '8##')}`,
      landlineCountry: draw => `+86-${chineseArea(draw).slice(1)}-${fill(draw, '8#######')}`,
    },
    wordings: [
      '联系电话：{}',
      '手机号是{}，微信同号。',
      '有意者请拨打{}，非诚勿扰。',
      '我的电话{}，随时可以打。',
      '咨询请找王老师（{}）。',
      '他留下的号码是{}。',
      'Tel：{}',
      '致电{}预约即可。',
      '收件人李女士，{}，请放门口。',
    ],
  },
}

const streets = [
  'Maple',
  'Oak Hill',
  'Washington',
  'Elm',
  'Sunset',
  'Lincoln',
  'Park',
  'Cedar',
  'King',
  "St John's",
  'Mill',
]
const american = ['Street', 'Avenue', 'Road', 'Drive', 'Lane', 'Blvd', 'St.', 'Ave', 'Rd', 'Court', 'Way', 'Place']
const british = ['Road', 'Lane', 'Street', 'Gardens', 'Close', 'Crescent', 'Terrace', 'Grove', 'Square', 'Mews']
const cities = ['Springfield, IL 62704', 'Portland, OR 97205', 'Austin, TX 78701', 'Boston, MA 02116']
const towns = ['London SW1A 2AA', 'Leeds LS2 9JT', 'Oxford OX1 3QD', 'Bristol BS8 1TH', 'York YO24 1AB']
const provinces = [
  '浙江省杭州市西湖区',
  '北京市朝阳区',
  '广东省深圳市南山区',
  '上海市徐汇区',
  '四川省成都市武侯区',
  '江苏省苏州市昆山市',
]
const roads = ['中山路', '建国路', '解放大道', '文三路', '人民南路', '长安街', '学院路', '新华大街']

export const streetAddress: PlantFamily = {
  en: {
    formats: {
      american: draw => `${fill(draw, '&##')} ${draw.pick(streets)} ${draw.pick(american)}, ${draw.pick(cities)}`,
      short: draw => `${fill(draw, '&###')} ${draw.pick(streets)} ${draw.pick(american)}`,
      direction: draw =>
        `${fill(draw, '&##')} ${draw.pick(['N.', 'West', 'SE', 'North'])} ${draw.pick(streets)} ${draw.pick(american)}`,
      numbered: draw =>
        `${fill(draw, '&##')} ${draw.pick(['5th', '42nd', '103rd', '1st'])} ${draw.pick(['Street', 'Ave', 'Avenue'])}`,
      apartment: draw =>
        `${fill(draw, '&###')} ${draw.pick(streets)} ${draw.pick(american)}, ${draw.pick(['Apt 4B', 'Apt. 12', 'Suite 300', 'Unit 7', '#5'])}, ${draw.pick(cities)}`,
      british: draw => `${fill(draw, '&#')} ${draw.pick(streets)} ${draw.pick(british)}, ${draw.pick(towns)}`,
      flat: draw =>
        `Flat ${fill(draw, '&')}, ${fill(draw, '&#')} ${draw.pick(streets)} ${draw.pick(british)}, ${draw.pick(towns)}`,
      box: draw => `${draw.pick(['P.O. Box', 'PO Box', 'P. O. Box'])} ${fill(draw, '&###')}`,
      letter: draw => `${fill(draw, '&#')}a ${draw.pick(streets)} ${draw.pick(british)}`,
    },
    wordings: [
      'He lives at {} with two dogs.',
      'Address: {}',
      'Send the parcel to {} before noon.',
      'The house at {} was sold last week.',
      'We moved to {} in the spring.',
      'Ship to:\n{}',
      'Her home is {}.',
      'Come to {}, the bell is broken, so knock.',
    ],
  },
  zh: {
    formats: {
      full: draw => `${draw.pick(provinces)}${draw.pick(roads)}${fill(draw, '&##')}号`,
      room: draw =>
        `${draw.pick(provinces)}${draw.pick(roads)}${fill(draw, '&#')}号${fill(draw, '&')}号楼${fill(draw, '&')}单元${fill(draw, '&0#')}室`,
      block: draw =>
        `${draw.pick(provinces)}${draw.pick(roads)}${fill(draw, '&##')}弄${fill(draw, '&#')}号${fill(draw, '&0#')}室`,
      short: draw => `${draw.pick(roads)}${fill(draw, '&##')}号`,
      estate: draw =>
        `${draw.pick(provinces)}${draw.pick(['阳光花园', '翠湖小区', '金色家园'])}${fill(draw, '&')}栋${fill(draw, '&0#')}室`,
      village: draw =>
        `${draw.pick(['河南省周口市太康县', '湖南省邵阳市隆回县', '安徽省阜阳市临泉县'])}${draw.pick(['城关镇', '高平镇'])}${draw.pick(['王家村', '李庄村'])}${fill(draw, '&#')}号`,
      building: draw =>
        `${draw.pick(provinces)}${draw.pick(roads)}${fill(draw, '&#')}号${draw.pick(['国际大厦', '创业中心'])}${fill(draw, '&')}座${fill(draw, '&')}层`,
    },
    wordings: [
      '收货地址：{}',
      '他家住在{}，离学校不远。',
      '户籍地址为{}。',
      '快递请寄到{}，谢谢。',
      '我现在的住址是{}。',
      '地址:{}',
      '公司搬到了{}。',
      '请到{}找我。',
    ],
  },
}

const accounts = (draw: Random) =>
  draw.pick([
    () => `${draw.pick(pinyin)}_${fill(draw, '##')}`,
    () => `${draw.pick(pinyin)}${fill(draw, '####')}`,
    () => `wxid_${fill(draw, '~#~~#~##~~#~~')}`,
    () => `${draw.pick(firstNames)}-${draw.pick(lastNames)}`,
  ])()

export const wechat: PlantFamily = {
  en: {
    formats: { account: accounts },
    wordings: [
      'WeChat: {}',
      'Add me on WeChat, my id is {}.',
      'My WeChat ID is {}',
      'You will find me on WeChat ({}).',
      'wechat id: {}',
      'WeChat/Weixin: {}',
    ],
  },
  zh: {
    formats: { account: accounts },
    wordings: [
      '微信号：{}',
      '加我微信{}，备注来意。',
      '我的微信是{}。',
      '微信:{}',
      '有兴趣的加微信号 {} 聊。',
      'VX：{}',
      '威信 {}',
      '客服微信（{}）全天在线。',
    ],
  },
}

export const qq: PlantFamily = {
  en: {
    formats: { account: patterns('&####', '&#######', '&########', '&#########') },
    wordings: ['QQ: {}', 'My QQ number is {}.', 'Reach him on QQ at {}.', 'QQ {}', 'QQ id {}'],
  },
  zh: {
    formats: { account: patterns('&#####', '&#######', '&########', '&#########') },
    wordings: [
      'QQ：{}',
      '加QQ{}，验证写姓名。',
      '我的QQ号是{}。',
      'QQ群号：{}',
      '扣扣{}',
      '企鹅号 {}',
      '请联系QQ {} 。',
      'qq号码:{}',
    ],
  },
}

const handle = (draw: Random) =>
  draw.pick([
    () => `@${draw.pick(firstNames)}_${draw.pick(lastNames)}`,
    () => `@${draw.pick(lastNames)}${fill(draw, '##')}`,
    () => `@the${draw.pick(firstNames)}${draw.pick(lastNames)}`,
  ])()
const profile = (draw: Random) =>
  `${draw.pick(firstNames)}${draw.pick(['.', '-', ''])}${draw.pick(lastNames)}${fill(draw, '#')}`

export const socialHandle: PlantFamily = {
  en: {
    formats: {
      at: handle,
      other: handle,
    },
    wordings: [
      'Follow me on Twitter {} for more.',
      'Instagram: {}',
      'I tweet as {}.',
      'He is {} on Telegram.',
      'Find her on TikTok under {}.',
      'Twitter: {}',
      'Thanks to {} for the photo on Instagram.',
      'My Mastodon is {}, come and say hello.',
    ],
    complete: {
      profile: draw =>
        `https://www.${draw.pick(['linkedin.com/in/', 'facebook.com/', 'instagram.com/'])}${profile(draw)}`,
      short: draw =>
        `${draw.pick(['twitter.com/', 't.me/', 'github.com/', 'x.com/'])}${profile(draw).replaceAll('.', '_')}`,
    },
  },
  zh: {
    formats: { at: handle, other: handle },
    wordings: [
      '关注我的推特 {} 。',
      '他在抖音的账号是{}。',
      '微博：{}',
      '她的 Instagram 是{}，照片都在那里。',
      '电报群主 {} 。',
      '小红书号：{}',
    ],
    complete: {
      weibo: draw => `weibo.com/u/${fill(draw, '&#########')}`,
      zhihu: draw => `https://www.zhihu.com/people/${draw.pick(pinyin)}-${fill(draw, '##')}`,
    },
  },
}
