import fc from 'fast-check'
import { scanJson } from './json-scan.js'
import { askForUsage, modelInPath, readBodyFacts, readChatTarget, readEndpoint, readJsonObject } from './index.js'

const json = (text: string) => {
  const reading = readJsonObject(Buffer.from(text))
  if (!reading.ok) throw new Error(reading.code)
  return reading
}

describe('readJsonObject', () => {
  it.each([
    ['{"a":1,"a":2}', 'ambiguous_request'],
    ['{"Model":1,"model":2}', 'ambiguous_request'],
    ['{"mod\\u0065l":1,"model":2}', 'ambiguous_request'],
    ['{"generationConfig":{"maxOutputTokens":1,"maxOutputTokens":2}}', 'ambiguous_request'],
    ['', 'invalid_json'],
    ['null', 'invalid_json'],
    ['{"stream_options":{"include_usage":true,"include_usage":false}}', 'ambiguous_request'],
    ['{"a":1}x', 'invalid_json'],
    ['{"a":[1,]}', 'invalid_json'],
    [`{"a":${'['.repeat(600)}${']'.repeat(600)}}`, 'ambiguous_request'],
    [`{${Array.from({ length: 1001 }, (_, i) => `"${i}":0`).join()}}`, 'ambiguous_request'],
  ])('refuses %s: %s', (text, code) => {
    expect(readJsonObject(Buffer.from(text))).toEqual({ ok: false, code })
  })

  it('refuses bytes that are no UTF-8, which parsers repair in different ways', () => {
    expect(readJsonObject(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toMatchObject({
      code: 'invalid_json',
    })
  })

  it('finds every member of any object where it stands', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.integer({ min: 0, max: 3 }), (object, indent) => {
        const bytes = Buffer.from(JSON.stringify(object, null, indent))
        const scan = scanJson(bytes)
        if (typeof scan === 'string') throw new Error(scan)
        const parsed = JSON.parse(bytes.toString()) as Record<string, unknown>
        expect(scan.members?.map(({ key }) => key).sort()).toEqual(Object.keys(parsed).sort())
        for (const { key, valueStart, end } of scan.members ?? [])
          expect(JSON.parse(bytes.toString('utf8', valueStart, end))).toEqual(parsed[key])
      }),
    )
  })
})

describe('scanJson', () => {
  const takes = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }

  it('takes what JSON.parse takes, and nothing else', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\\u00e9',
      '-',
      '0',
      '1.5',
      'e+1',
      'true',
      'nul',
      ' ',
      '\n',
      '\t',
      'a',
      'é',
      '\u2028',
    ]
    const odd = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join(''))
    const cut = fc.tuple(fc.json(), fc.nat(), odd).map(([text, at, more]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + more + text.slice(place + (at % 3))
    })
    fc.assert(
      fc.property(fc.oneof(fc.json(), cut, odd), (text) => {
        fc.pre(text.isWellFormed())
        expect([text, scanJson(Buffer.from(text)) !== 'invalid']).toEqual([text, takes(text)])
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    '01',
    '-',
    '1.',
    '.5',
    '1e',
    '1e+',
    '+1',
    '"\t"',
    '"\\x"',
    '"\\u12g4"',
    '"',
    '"\\',
    'tru',
    'nullx',
    '[1 2]',
    '{"a" 1}',
    '{1:2}',
    '{,}',
    ']',
    '',
  ])('takes no %j', (text) => {
    expect(takes(text)).toBe(false)
    expect(scanJson(Buffer.from(text))).toBe('invalid')
  })
})

describe('readBodyFacts', () => {
  const chat = readEndpoint('openai', 'POST', '/v1/chat/completions')
  const facts = (body: object, endpoint = chat) => readBodyFacts(json(JSON.stringify(body)), endpoint)

  it('takes only the maximum that this endpoint obeys', () => {
    expect(facts({ max_output_tokens: 1 }).outputMax).toBeNull()
    expect(facts({ max_tokens: 5, max_completion_tokens: 9 }).outputMax).toBe(9)
    const responses = readEndpoint('openai', 'POST', '/v1/responses')
    expect(facts({ max_tokens: 1, max_output_tokens: 7 }, responses).outputMax).toBe(7)
    const google = readEndpoint('google', 'POST', '/v1beta/models/x:generateContent')
    expect(facts({ generationConfig: { maxOutputTokens: 3 }, max_tokens: 1 }, google).outputMax).toBe(3)
  })

  it.each([-1, 0, 1.5, '5', null, 1e300])('takes %p for no maximum', (max_tokens) => {
    expect(facts({ max_tokens }).outputMax).toBeNull()
  })

  it('multiplies by the choices that are asked for', () => {
    expect(facts({ n: 3 }).choices).toBe(3)
    const long = json(`{"model":"m","n":4.${'0'.repeat(2000)},"max_tokens":70e-${'0'.repeat(2000)}1}`)
    expect(readBodyFacts(long, chat)).toMatchObject({ choices: 4, outputMax: 7 })
    expect(facts({ generationConfig: { candidateCount: 4 } }).choices).toBe(4)
  })

  it.each([
    { messages: [{ content: [{ type: 'image_url', image_url: { url: 'https://x' } }] }] },
    { previous_response_id: 'r' },
    { source: { type: 'url', url: 'https://x' } },
    { prompt: { id: 'pmpt_1' } },
    { response: { prompt: { variables: { prompt: {} }, id: 'pmpt_1' } } },
    { tools: [{ type: 'mcp', server_label: 'a' }] },
    { tools: [{ server_url: 'https://x' }] },
    { tools: [{ connector_id: 'connector_gmail' }] },
    { mcp_servers: [] },
    { tools: [{ type: 'web_search_preview' }] },
    { tools: [{ name: 'f', type: 'web_fetch_20250910' }] },
    { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] },
    { web_search_options: {} },
    { tools: [{ url_context: {} }] },
    { tools: [{ urlContext: {} }] },
    { tools: [{ googleSearch: {} }] },
    { contents: [{ parts: [{ FILEDATA: { FileUri: 'https://x' } }] }] },
  ])('notices input that is not in the body: %j', (body) => {
    expect(facts(body).refersElsewhere).toBe(true)
  })

  it.each([
    [{ models: ['a', 'b'] }, ['a', 'b']],
    [{ models: ['a'], route: 'fallback' }, ['a']],
    [{ route: 'fallback' }, [null]],
    [{ fallbacks: ['a', { model: 'b' }, { gpt: ['c'] }] }, ['a', 'b', null]],
    [{ preset: 'mine', models: ['a'] }, ['a', null]],
    [{ models: 'a' }, [null]],
    [{ models: Array.from({ length: 5000 }, () => 'long') }, [null]],
    [{ models: null, preset: null }, []],
    [{ models: [] }, [null]],
    [{ messages: [] }, []],
  ])('knows what may run in place of the model: %j', (body, expected) => {
    expect(facts({ model: 'x', ...body }).otherModels).toEqual(expected)
  })

  it('takes no name for a model that is longer than any', () => {
    expect(facts({ model: 'x'.repeat(2000) }).model).toBeNull()
  })

  it.each([
    '{"previous_respons\\u0065_id":"r"}',
    '{"\\u0070rompt":{"\\u0069d":"p"}}',
    '{"tools":[{"type":"m\\u0063p"}]}',
    '{"tools":[{"type":"\\u006dcp"}]}',
    '{"tools":[{"\\u0074ype":"mcp"}]}',
  ])('notices it in any spelling: %s', (text) => {
    expect(readBodyFacts(json(text), chat).refersElsewhere).toBe(true)
  })

  it.each([
    { messages: [{ role: 'user', content: 'the "file_id": of {"type":"mcp"}' }] },
    { prompt: 'say "id"', id: 1 },
    { tools: [{ type: 'function', function: { parameters: { properties: { prompt: { type: 'string' } } } } }] },
    { tools: [{ type: 'computer_20250124' }, { type: 'text_editor_20250728' }] },
  ])('takes nothing else for it: %j', (body) => {
    expect(facts(body).refersElsewhere).toBe(false)
  })
})

describe('readEndpoint', () => {
  it('speaks OpenAI at the OpenAI-shaped face of every provider', () => {
    expect(readEndpoint('google', 'POST', '/v1beta/openai/chat/completions').dialect).toBe('openai')
    expect(readEndpoint('anthropic', 'POST', '/v1/chat/completions').dialect).toBe('openai')
    expect(readEndpoint('anthropic', 'POST', '/v1/messages').dialect).toBe('anthropic')
  })

  it.each([
    ['POST', '/v1/messages/count_tokens', true],
    ['POST', '/v1beta/models/x:countTokens', true],
    ['GET', '/v1/chat/completions', true],
    ['POST', '/v1/chat/completions', false],
    ['POST', '/v1/profiles', false],
  ])('knows whether %s %s is free', (method, path, isFree) => {
    expect(readEndpoint('openai', method, path).isFree).toBe(isFree)
  })

  it('reads the model out of a Google path', () => {
    expect(modelInPath('google', '/v1beta/models/gemini-2.5-pro:streamGenerateContent')).toBe('gemini-2.5-pro')
    expect(modelInPath('openai', '/v1/models/x')).toBeNull()
  })
})

describe('readChatTarget', () => {
  it('leaves a slash alone that belongs to the model', () => {
    const target = readChatTarget('openrouter', json('{"model":"openai/gpt-4o"}'))
    expect(target).toMatchObject({ ok: true, model: 'openai/gpt-4o', body: null })
  })

  it('leaves OpenRouter’s routing object alone', () => {
    const target = readChatTarget('openrouter', json('{"provider":{"order":["x"]},"model":"m"}'))
    expect(target).toMatchObject({ ok: true, body: null })
  })

  it('cuts the prefix once', () => {
    const target = readChatTarget(undefined, json('{"model":"openrouter/openai/gpt-4o"}'))
    expect(target).toMatchObject({ ok: true, model: 'openai/gpt-4o' })
    expect(target.ok && target.body?.toString()).toBe('{"model":"openai/gpt-4o"}')
  })
})

describe('askForUsage', () => {
  it.each([
    ['{"stream":true}', '{"stream":true,"stream_options":{"include_usage":true}}'],
    ['{"stream" : true \n}', '{"stream" : true,"stream_options":{"include_usage":true} \n}'],
    ['{"stream_options":{}}', '{"stream_options":{"include_usage":true}}'],
    ['{"stream_options":null,"seed":1.0}', '{"stream_options":{"include_usage":true},"seed":1.0}'],
    ['{"stream_options":{"include_usage":false,"x":1},"a":2}', '{"stream_options":{"include_usage":true,"x":1},"a":2}'],
  ])('turns %j into %j', (body, expected) => {
    expect(askForUsage(json(body)).toString()).toBe(expected)
  })
})
