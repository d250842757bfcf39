import { Modal } from '@mantine/core'
import { CopyButton, Fact, Facts, formatCount, formatExact, Money } from '../ui/index.js'
import { OutcomeBadge } from './outcome-badge.js'
import type { UsageRequest } from './queries.js'
import { reasonInWords } from './reason-in-words.js'

/** Everything that is recorded of a call. */
export const RequestDialog = ({ request, onClose }: { request: UsageRequest | undefined; onClose: () => void }) => (
  <Modal opened={request !== undefined} onClose={onClose} title="One call" size="lg">
    {request === undefined ? null : <AllFacts request={request} />}
  </Modal>
)

const TOKENS_FROM = {
  reported: 'as the provider reports them',
  estimated: 'estimated from what passed',
  held: 'not known; charged at what was held',
  none: 'none',
}

const AllFacts = ({ request }: { request: UsageRequest }) => (
  <Facts>
    <Fact name="Outcome">
      <OutcomeBadge request={request} />
    </Fact>
    {request.reason === null ? null : <Fact name="Reason">{reasonInWords(request.reason)}</Fact>}
    <Fact name="When">{formatExact(new Date(request.at))}</Fact>
    <Fact name="Request">
      {request.method} {request.path}
    </Fact>
    <Fact name="Provider">{request.provider ?? 'none'}</Fact>
    <Fact name="Model">{request.model ?? 'none'}</Fact>
    <Fact name="Status">{request.status === 0 ? 'none: the caller had left' : request.status}</Fact>
    <Fact name="Took">{(request.durationMs / 1000).toFixed(2)} s</Fact>
    <Fact name="Input tokens">
      {formatCount(request.inputTokens)}
      {request.cachedInputTokens > 0 ? `, ${formatCount(request.cachedInputTokens)} of them cached` : ''}
    </Fact>
    <Fact name="Output tokens">
      {formatCount(request.outputTokens)}
      {request.reasoningTokens > 0 ? `, ${formatCount(request.reasoningTokens)} of them reasoning` : ''}
    </Fact>
    <Fact name="Tokens are">{TOKENS_FROM[request.tokensFrom]}</Fact>
    <Fact name="Cost">
      <Money micros={request.costMicros} />
      {request.isPriceGuessed ? ' (model unknown: the dearest price of its provider)' : ''}
    </Fact>
    <Fact name="Price list">{request.priceVersion ?? 'none'}</Fact>
    <Fact name="Request id">
      <code>{request.requestId}</code> <CopyButton value={request.requestId} size="compact-xs" />
    </Fact>
  </Facts>
)
