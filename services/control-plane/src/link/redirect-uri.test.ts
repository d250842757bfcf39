import { isAllowedRedirect } from './redirect-uri.js'

const origins = ['https://app.example', 'http://localhost:3000']

describe('isAllowedRedirect', () => {
  it.each([
    'https://other.example/done',
    'https://app.example.evil.example/',
    'https://app.example:8443/',
    'http://app.example/',
    'https://app.example@evil.example/',
    'https://user@app.example/',
    'https://:pw@app.example/',
    'https://app.example/#x',
    'https://app.example/#',
    'http://localhost:3001/',
    'javascript:alert(1)//https://app.example',
    'https:\\\\evil.example/https://app.example',
    '//app.example/',
    '',
  ])('refuses %s', (text) => {
    expect(isAllowedRedirect(text, origins)).toBe(false)
  })

  it.each([
    'https://app.example/done?a=1',
    'https://app.example',
    'https://APP.example:443/',
    'http://localhost:3000/x',
  ])('takes %s', (text) => {
    expect(isAllowedRedirect(text, origins)).toBe(true)
  })
})
