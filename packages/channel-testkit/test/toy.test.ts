import { describeChannelContract } from '../src/contract.ts'
import { toySubject } from './toy/toy-subject.ts'

describeChannelContract('the toy', toySubject())
