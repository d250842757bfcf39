import { TextInput } from '@mantine/core'
import { IconBuilding, IconRobot, IconServer, IconUser } from '@tabler/icons-react'
import classes from './keys.module.css'
import type { KeyProblem, KeyText } from './parse-key.js'
import { OWNER_WORDS } from './words.js'

const CHOICES = [
  { owner: 'application', Icon: IconServer },
  { owner: 'agent', Icon: IconRobot },
  { owner: 'person', Icon: IconUser },
  { owner: 'vendor', Icon: IconBuilding },
] as const

interface OwnerFieldsProps {
  readonly text: KeyText
  readonly problems: KeyProblem
  readonly onChange: (change: Partial<KeyText>) => void
}

/** Who needs access. It decides what is usual: a person's key asks them about new networks. */
export const OwnerFields = ({ text, problems, onChange }: OwnerFieldsProps) => (
  <>
    <fieldset className={classes['owners']}>
      <legend>Who needs access?</legend>
      <div className={classes['cards']}>
        {CHOICES.map(({ owner, Icon }) => (
          <label key={owner} className={classes['card']}>
            <input
              type="radio"
              name="owner"
              value={owner}
              checked={text.owner === owner}
              onChange={() => onChange(usual(owner, text))}
            />
            <Icon size={22} stroke={1.7} aria-hidden="true" />
            <span>
              <strong>{OWNER_WORDS[owner].label}</strong>
              <small>{OWNER_WORDS[owner].hint}</small>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
    <TextInput
      label="Name of the key"
      placeholder="Support agent"
      description="It stands in lists, in the audit, and in mails to its holder."
      value={text.name}
      onChange={(event) => onChange({ name: event.currentTarget.value })}
      maxLength={100}
      autoComplete="off"
      error={problems.name}
    />
    {text.owner === 'person' || text.network === 'confirm' ? (
      <TextInput
        type="email"
        label="E-mail of the holder"
        description="They confirm new networks by a mailed link. They need no account."
        value={text.holderEmail}
        onChange={(event) => onChange({ holderEmail: event.currentTarget.value })}
        autoComplete="off"
        error={problems.holderEmail}
      />
    ) : null}
  </>
)

const usual = (owner: KeyText['owner'], { ends, network }: KeyText): Partial<KeyText> => ({
  owner,
  network: owner === 'person' ? 'confirm' : network === 'confirm' ? 'any' : network,
  // Only an application may have a key for ever.
  ...(ends === 'never' && owner !== 'application' ? { ends: '2592000' } : {}),
})
