/** Five matters in Simplified Chinese. */
import type { Story } from './story.ts'

const deposit: Story = {
  handle: 'lin.mei',
  subject: '充值两个小时还没到账',
  priority: 'high',
  labels: ['充值'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 2.1,
      said: '你好，我今天上午充值了 1250 USDT，区块浏览器显示已经确认，但是账户余额一直没有变化。',
    },
    { by: 'customer', hoursAgo: 0.6, said: '请问是不是网络选错了？我有点担心。' },
  ],
}

const withdrawal: Story = {
  handle: 'wang.hao',
  subject: '提现一直在审核中',
  assigned: true,
  labels: ['提现'],
  entries: [
    { by: 'customer', hoursAgo: 22, said: '昨天晚上申请的提现到现在还在审核，平时十分钟就到了。' },
    {
      by: 'desk',
      hoursAgo: 20.5,
      text: '王先生您好，这笔提现的收款地址是第一次使用，所以需要**人工审核**。请问这是您本人的钱包吗？',
    },
    { by: 'customer', hoursAgo: 20.1, said: '是我自己的，前两天刚换的硬件钱包。' },
    { by: 'note', hoursAgo: 19.8, text: '已转风控复核。金额高于平时，其他没有异常。' },
    { by: 'customer', hoursAgo: 1.1, said: '请问有结果了吗？' },
  ],
}

const identity: Story = {
  handle: 'chen.si',
  subject: '实名认证没有通过',
  status: { kind: 'resolved' },
  labels: ['实名认证'],
  entries: [
    { by: 'customer', hoursAgo: 70, said: '我的实名认证被退回了，只说照片不清晰，但我看着是清楚的。' },
    {
      by: 'desk',
      hoursAgo: 69,
      text: '您好，照片左下角有反光，证件号码看不完整。请在自然光下重新拍一张，四个角都要拍到。',
    },
    { by: 'customer', hoursAgo: 68.2, said: '重新上传了，刚刚通过了，谢谢！' },
  ],
}

const twoFactor: Story = {
  handle: 'zhao.yunfei',
  subject: '换手机后无法登录',
  labels: ['双重验证'],
  entries: [
    { by: 'customer', hoursAgo: 9.4, said: '我换了新手机，验证器里的验证码没有迁移过来，现在登录不了。' },
    {
      by: 'note',
      hoursAgo: 9,
      text: '重置前必须视频核实身份。上周有人冒用他的名字申请过重置。',
    },
  ],
}

const phishing: Story = {
  handle: 'zhou.min',
  subject: '收到可疑短信',
  priority: 'urgent',
  labels: ['安全', '钓鱼'],
  entries: [
    {
      by: 'customer',
      hoursAgo: 4.3,
      said: '刚才收到一条短信，说我的账户有异常登录，让我点链接输入助记词。这是你们发的吗？链接是 hxxp://exchange-verify.example/zh',
    },
  ],
}

export const chineseStories: readonly Story[] = [deposit, withdrawal, identity, twoFactor, phishing]
