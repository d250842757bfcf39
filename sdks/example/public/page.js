// The page: connect, chat, see what it cost. The link to 1Relay is `connect`; the rest is any chat page.
import { OneRelay } from './link-sdk.js'
import { ask } from './chat.js'
import { showNotice, showUsage } from './view.js'

const find = (id) => document.getElementById(id)
const MODELS = { openai: 'gpt-4o-mini', anthropic: 'claude-haiku-4-5', google: 'gemini-2.5-flash' }
const RECHECK_MS = [300, 700, 1500, 3000, 6000]
const messages = []
let latestRequest = ''
let relayUrl = ''

const post = async (path, body = {}) => {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const json = await answer.json()
  if (!answer.ok) throw json.error
  return json
}

/** Runs something a person asked for; what fails is shown, not lost. */
const attempt = async (work) => {
  showNotice(undefined)
  try {
    await work()
  } catch (trouble) {
    const isTrouble = typeof trouble?.sentence === 'string'
    showNotice(
      isTrouble ? trouble : { sentence: 'The server of this app cannot be reached.', offer: 'retry' },
      relayUrl,
    )
    if (trouble?.offer === 'reconnect') show({ connected: false })
  }
}

const connect = async () => {
  const { linkToken, apiBaseUrl } = await post('/api/1relay/link-session')
  const ending = await OneRelay.link({ token: linkToken, apiBaseUrl })
  if (ending.outcome === 'success') {
    await post('/api/1relay/exchange', { publicToken: ending.publicToken })
    await refresh()
    find('message').focus()
  } else if (ending.error) {
    throw { sentence: ending.error.displayMessage, offer: 'retry' }
  }
}

const show = (connection) => {
  find('welcome').hidden = connection.connected
  find('chat').hidden = find('usage').hidden = find('disconnect').hidden = !connection.connected
  if (connection.isSandbox) find('sandbox').hidden = false
  if (!connection.connected) return
  relayUrl = connection.relayUrl
  latestRequest = connection.requests[0]?.requestId ?? ''
  showProviders(connection.providers)
  showUsage(connection)
}

const showProviders = (providers) => {
  const select = find('provider')
  if ([...select.options].map((option) => option.value).join() === providers.join()) return
  select.replaceChildren(...providers.map((provider) => new Option(provider, provider)))
  showModel()
}

const showModel = () => {
  find('model').value = MODELS[find('provider').value] ?? ''
}

const refresh = async () => {
  const answer = await fetch('/api/connection')
  const json = await answer.json()
  if (!answer.ok) throw json.error
  show(json)
}

/** Usage is booked a moment after the answer: look again until a new line is there. */
const awaitUsage = async () => {
  const before = latestRequest
  for (const ms of RECHECK_MS) {
    await new Promise((resolve) => setTimeout(resolve, ms))
    await refresh()
    if (latestRequest !== before) return
  }
}

const addLine = (role, text) => {
  const line = document.createElement('p')
  line.className = role
  line.textContent = text
  find('log').append(line)
  line.scrollIntoView({ block: 'nearest' })
  return line
}

const send = async () => {
  const text = find('message').value.trim()
  if (text === '') return
  const abort = new AbortController()
  const stop = find('stop')
  stop.onclick = () => abort.abort()
  stop.hidden = false
  find('send').disabled = true
  find('message').value = ''
  addLine('user', text)
  const line = addLine('assistant', '')
  // A screen reader speaks the answer when it is whole, not every syllable of it.
  find('log').setAttribute('aria-busy', 'true')
  try {
    const request = { provider: find('provider').value, model: find('model').value.trim() }
    const history = [...messages, { role: 'user', content: text }]
    const answer = await ask({ ...request, messages: history }, abort.signal, (piece) => {
      line.textContent += piece
      line.scrollIntoView({ block: 'nearest' })
    })
    if (answer !== '') messages.push(history.at(-1), { role: 'assistant', content: answer })
  } finally {
    find('log').removeAttribute('aria-busy')
    if (line.textContent === '') line.remove()
    stop.hidden = true
    find('send').disabled = false
    find('message').focus()
    void awaitUsage().catch(() => undefined)
  }
}

find('connect').addEventListener('click', () => attempt(connect))
find('disconnect').addEventListener('click', () =>
  attempt(async () => {
    show(await post('/api/disconnect'))
    messages.length = 0
    find('log').replaceChildren()
    find('connect').focus()
  }),
)
find('provider').addEventListener('change', showModel)
find('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  void attempt(send)
})
find('message').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  if (!find('send').disabled) find('composer').requestSubmit()
})

await attempt(refresh)
if (find('chat').hidden) find('welcome').hidden = false
