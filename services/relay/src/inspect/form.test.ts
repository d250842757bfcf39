import { readForm } from './form.js'
import { uploadFacts } from './index.js'

const TYPE = 'multipart/form-data; boundary=b'
const part = (name: string, value: string, more = ''): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
const file = part('file', 'RIFF'.repeat(100), '; filename="a.wav"\r\nContent-Type: audio/wav')
const read = (text: string, type = TYPE) => readForm(Buffer.from(text), type)

describe('readForm', () => {
  it('reads the fields before and behind the files', () => {
    const form = read(`${part('model', 'whisper-1')}${file}${part('stream', 'true')}${part('prompt', '')}--b--\r\n`)
    expect(form).toEqual({
      fields: new Map([
        ['model', 'whisper-1'],
        ['stream', 'true'],
        ['prompt', ''],
      ]),
      files: 1,
      textBytes: 'whisper-1true'.length,
    })
  })

  it('reads what the clients of Node and Python write', async () => {
    const data = new FormData()
    data.append('file', new Blob(['x'.repeat(5000)]), 'a.mp3')
    data.append('model', 'gpt-4o-transcribe')
    const request = new Request('http://x', { method: 'POST', body: data })
    const type = request.headers.get('content-type') ?? ''
    const form = readForm(Buffer.from(await request.arrayBuffer()), type)
    expect([form?.fields.get('model'), form?.files]).toEqual(['gpt-4o-transcribe', 1])
  })

  it.each([
    ['a field twice', `${part('model', 'a')}${part('MODEL', 'b')}--b--`],
    ['two names', `${part('model', 'a', '; name="x"')}--b--`],
    ['two dispositions', part('x', 'a', '\r\ncontent-disposition: form-data; name="model"') + '--b--'],
    ['a name without quotes', '--b\r\ncontent-disposition: form-data; name=model\r\n\r\na\r\n--b--'],
    ['no end', part('model', 'a')],
    ['something before the first part', `x\r\n${part('model', 'a')}--b--`],
    ['bare line feeds', `${part('model', 'a')}--b--`.replaceAll('\r', '')],
    ['no form', '{"model":"a"}'],
    ['nothing', ''],
  ])('reads nothing of %s', (_, text) => {
    expect(read(text)).toBeUndefined()
  })

  it.each(['multipart/form-data', 'multipart/mixed; boundary=b', 'multipart/form-data; boundary=b; boundary=c'])(
    'reads nothing of %s',
    (type) => {
      expect(read(`${part('model', 'a')}--b--`, type)).toBeUndefined()
    },
  )
})

describe('uploadFacts', () => {
  it('names nothing of a form that is not read', () => {
    expect(uploadFacts(undefined)).toMatchObject({ model: null, upload: { files: 1, textBytes: 0 } })
  })

  it('takes model, stream and choices from its fields', () => {
    const form = read(`${part('n', '3')}${part('stream', 'true')}${file}${part('model', 'gpt-image-1')}--b--`)
    expect(uploadFacts(form)).toMatchObject({ model: 'gpt-image-1', isStream: true, choices: 3, upload: { files: 1 } })
  })
})
