/** Texts on which tokenizers differ most; written for this. */
export const showpieces = [
  '我刚才吃了西瓜籽',
  'for (let i = 0; i < 10; i++) {\n    total += values[i];\n}',
  'strawberry 🍓 👩‍👩‍👧 9.11',
] as const

/** The same in two languages, to count what a language costs. */
export const fertilityTexts = {
  english:
    'Every summer the river rises and covers the fields on both sides. When the water goes back, it leaves a layer of ' +
    'dark mud, in which the farmers of the village plant beans, melons and rice. Their grandparents did the same, and ' +
    'they say that nobody has ever had to buy fertiliser here. Last year, however, a dam was finished upstream. The ' +
    'river no longer floods, the children can swim in it without danger, and the old people ask what will happen to the soil.',
  chinese:
    '每年夏天，河水上涨，淹没两岸的田地。水退之后，留下一层黑色的淤泥，村里的农民便在里面种上豆子、西瓜和水稻。他们的祖父母也是这样做的，' +
    '据说这里从来没有人需要买肥料。可是去年，上游建成了一座水坝。河水不再泛滥，孩子们可以放心地在河里游泳，而老人们却在问：土地以后会怎么样呢？',
} as const
