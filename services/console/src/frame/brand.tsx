import { Link } from '@tanstack/react-router'
import classes from './brand.module.css'

/** The name with its mark: a key whose bow is a ring, drawn in the accent. */
export const Brand = () => (
  <Link to="/" className={classes['brand']} aria-label="1Relay, home">
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M8 16h9m0 0a4 4 0 1 0 8 0 4 4 0 1 0-8 0M11 16v4"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
    <span>1Relay</span>
  </Link>
)
