import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { ButtonLink } from '../ui/index.js'
import { FirstCall } from './first-call.js'
import { ForTeams } from './for-teams.js'
import { Honesty } from './honesty.js'
import classes from './landing.module.css'
import { Story } from './story/index.js'

/** The front page: what this is, the encryption at work, the first call, and what does not hold. */
export const LandingPage = () => {
  const [exampleApp] = useState(findExampleApp)
  useEffect(() => {
    document.title = '1Relay: your API keys, used everywhere, handed to nobody'
  }, [])
  return (
    <div className={classes['page']}>
      <section className={classes['hero']}>
        <h1>Your API keys, used everywhere, handed to nobody</h1>
        <p>
          Apps and agents call AI providers on your key, with a budget that holds and a switch that works at once. The
          key is encrypted in your browser. At rest, no server can open it: not even ours.
        </p>
        <div className={classes['actions']}>
          <ButtonLink to="/register" size="md">
            Create an account
          </ButtonLink>
          {exampleApp === undefined ? null : (
            <Button component="a" href={exampleApp} size="md" variant="default">
              Try an app that uses it
            </Button>
          )}
          <ButtonLink to="/docs/$slug" params={{ slug: 'quick-start' }} size="md" variant="default">
            Build with it
          </ButtonLink>
        </div>
      </section>

      <section className={classes['section']} aria-labelledby="story">
        <header>
          <h2 id="story">Do not believe us. Watch.</h2>
          <p>The code below is the vault’s own, running in this tab.</p>
        </header>
        <Story />
      </section>

      <section className={classes['section']} aria-labelledby="control">
        <header>
          <h2 id="control">Handed out, and still in your hand</h2>
        </header>
        <ul className={classes['points']}>
          {POINTS.map(({ title, text }) => (
            <li key={title}>
              <h3>{title}</h3>
              <p>{text}</p>
            </li>
          ))}
        </ul>
      </section>

      <FirstCall />
      <ForTeams />
      <Honesty />
    </div>
  )
}

// The server writes it into the page; a development server leaves the placeholder.
const findExampleApp = (): string | undefined => {
  const address = document.querySelector<HTMLMetaElement>('meta[name=example-app]')?.content ?? ''
  return URL.canParse(address) ? address : undefined
}

const POINTS = [
  {
    title: 'A budget that holds',
    text: 'The most a request can cost is held before it leaves. A stream that reaches the cap is ended there, whatever else runs at the same time.',
  },
  {
    title: 'A switch that works at once',
    text: 'Revoke a connection: its next request is refused and its open streams are cut. The key itself stays as it is.',
  },
  {
    title: 'Every call, with its price',
    text: 'App, model, tokens and cost of each request, as it happens. Prompts and answers are never stored.',
  },
  {
    title: 'One key, many apps',
    text: 'Add a key once and use it in every app you approve. Replace it once, and every connection has the new one.',
  },
  {
    title: 'Tokens for bots',
    text: 'Scripts and agents get tokens of their own, with their own budget, models, rate and end.',
  },
  {
    title: 'Open source, self-hosted',
    text: 'One command runs all of it on your machine. Keys, data and traffic stay there.',
  },
] as const
