import { promises } from 'node:dns'

/**
 * What name servers say about names with `example` in them, one answer after the other; the last one stays. Gives the names that were asked for,
 * each once for both families. Until `jest.restoreAllMocks()`.
 */
export const answeringNames = (...answers: string[][]): readonly string[] => {
  const asked: string[] = []
  let answer: readonly string[] = []
  const { prototype } = promises.Resolver
  jest.spyOn(prototype, 'resolve4').mockImplementation((host: string) => {
    asked.push(host)
    answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? []
    return Promise.resolve(answer.filter((address) => !address.includes(':')))
  })
  jest
    .spyOn(prototype, 'resolve6')
    .mockImplementation(() => Promise.resolve(answer.filter((address) => address.includes(':'))))
  return asked
}
