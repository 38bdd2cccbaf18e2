export { type Checkpoint, latestCheckpoint, removeCheckpoints, saveCheckpoint } from './checkpoint.ts'
export { type DecoderTraining, type TrainingStart, trainDecoder } from './decoder.ts'
export { type TrainingEvent, type TrainingPlan, trainingLoop } from './loop.ts'
export { scheduleOf } from './schedule.ts'
