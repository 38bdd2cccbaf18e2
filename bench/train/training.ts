/** What both sides train with. */
export const training = { learningRate: 3e-4, weightDecay: 0.1, clip: 1, beta1: 0.9, beta2: 0.95 } as const
