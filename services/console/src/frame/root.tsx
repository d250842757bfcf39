import { Outlet } from '@tanstack/react-router'

/** Around both frames: the first thing that Tab reaches leads past the navigation. */
export const Root = () => (
  <>
    <a className="skip-link" href="#main">
      Skip to content
    </a>
    <Outlet />
  </>
)
