import type { Deadline } from './deadline.timer.js'

/** The same answer, which lets the caller's signal go as soon as its body has been read, was cancelled or broke. */
export const releaseAtEnd = (response: Response, deadline: Deadline): Response => {
  const { body, status, statusText, headers, url } = response
  // Nothing to let go; and a Response cannot be made with just any status.
  if (!deadline.isWatched || status < 200 || status > 599) return response
  if (body === null) {
    deadline.release()
    return response
  }
  const ending = endingWith(body as ReadableStream<Uint8Array<ArrayBuffer>>, () => deadline.release())
  const same = new Response(ending, { status, statusText, headers })
  return Object.defineProperty(same, 'url', { value: url })
}

const endingWith = (body: ReadableStream<Uint8Array<ArrayBuffer>>, onEnd: () => void): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  return new ReadableStream({
    type: 'bytes',
    pull: async (controller) => {
      const { done, value } = await reader.read().catch((error: unknown) => {
        onEnd()
        throw error
      })
      if (!done) return controller.enqueue(value)
      onEnd()
      controller.close()
      // A reader that brought its own memory is told that nothing came.
      controller.byobRequest?.respond(0)
    },
    cancel: (reason) => {
      onEnd()
      return reader.cancel(reason)
    },
  })
}
