import type { ReactNode } from 'react'

// Drawn here: the page's policy loads images from nowhere else, and a set of icons would weigh more than all of these.
const icon = (paths: ReactNode, size = 18) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {paths}
  </svg>
)

export const CheckIcon = ({ size = 18 }: { size?: number }) => icon(<path d="m5 12.5 4.5 4.5L19 7.5" />, size)
export const CrossIcon = () => icon(<path d="M6 6l12 12M18 6L6 18" />, 20)
export const LockIcon = ({ size = 18 }: { size?: number }) =>
  icon(
    <>
      <rect x="5" y="11" width="14" height="9" rx="2" />
      <path d="M8 11V8a4 4 0 0 1 8 0v3" />
    </>,
    size,
  )
export const AlertIcon = ({ size = 18 }: { size?: number }) =>
  icon(
    <>
      <path d="M12 4 2.8 19.5h18.4z" />
      <path d="M12 10v4.5M12 17.2v.1" />
    </>,
    size,
  )
export const KeyIcon = () =>
  icon(
    <>
      <circle cx="8" cy="15" r="4" />
      <path d="m11 12 8.5-8.5M16 7l3 3" />
    </>,
  )
export const CoinIcon = () =>
  icon(
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M14.8 9.2c-.5-1-1.5-1.4-2.8-1.4-1.6 0-2.8.8-2.8 2.1 0 2.9 5.8 1.3 5.8 4.2 0 1.3-1.3 2.1-3 2.1-1.4 0-2.5-.5-3-1.6M12 6.2v1.6M12 16.2v1.6" />
    </>,
  )
export const ModelIcon = () => icon(<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5" />)
export const PersonKeyIcon = () =>
  icon(
    <>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M3 20c0-3.5 2.5-6 6-6 1 0 2 .2 2.8.6" />
      <circle cx="17" cy="14" r="2.5" />
      <path d="M17 16.5V21l1.6-1.2" />
    </>,
  )
