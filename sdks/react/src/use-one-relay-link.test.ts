import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { useOneRelayLink } from './index.js'

const Connect = ({ token }: { token: string | null }) => {
  const { ready, error } = useOneRelayLink({ token, apiBaseUrl: 'https://relay.example', onSuccess: () => undefined })
  return createElement('button', { disabled: !ready }, error === null ? 'Connect' : error.displayMessage)
}

describe('on a server', () => {
  it.each([null, `1r_lt_${'a'.repeat(16)}_${'b'.repeat(43)}_${'c'.repeat(6)}`])(
    'renders without a window, and is not ready there: token %p',
    (token) => {
      expect(typeof window).toBe('undefined')
      expect(renderToString(createElement(Connect, { token }))).toBe('<button disabled="">Connect</button>')
    },
  )
})
