const find = (id) => document.getElementById(id)

// Single calls cost fractions of a cent.
const dollars = (micros) =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 6 }).format(micros / 1e6)

/** Shows what went wrong and, where it helps, the way to 1Relay; nothing without a trouble. */
export const showNotice = (trouble, relayUrl) => {
  const notice = find('notice')
  const link = notice.querySelector('a')
  notice.hidden = trouble === undefined
  notice.querySelector('span').textContent = trouble?.sentence ?? ''
  link.hidden = trouble?.offer !== 'raise_budget'
  if (!link.hidden) link.href = relayUrl
}

/** Shows the budget and the latest calls of a connection. */
export const showUsage = ({ budgets, requests }) => {
  find('budget').textContent =
    budgets
      .map(
        (one) =>
          `${dollars(one.spentMicros)} of ${dollars(one.capMicros)} ${one.period === 'total' ? 'in total' : `this ${one.period}`}`,
      )
      .join(', ') || 'No budget set.'
  find('requests').replaceChildren(...requests.map(rowOf))
}

const rowOf = (request) => {
  const row = document.createElement('tr')
  const cells = [
    request.model ?? request.path,
    request.inputTokens,
    request.outputTokens,
    dollars(request.costMicros),
    request.reason ?? request.status,
  ]
  for (const text of cells) row.insertCell().textContent = text
  return row
}
