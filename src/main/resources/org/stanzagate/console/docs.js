// The API's document by Swagger UI, with the credentials of the tab.
import { authorization, login } from './login.js';

const dark = matchMedia('(prefers-color-scheme: dark)');
const theme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', theme);
theme();

document.getElementById('who').textContent = login()
  ? 'What is tried here is sent with the token of this tab.'
  : 'What is tried here is sent without a token: give one at the page before, or by Authorize.';

const spec = await (await fetch('/openapi.json')).json();
const operations = Object.values(spec.paths).flatMap((path) => Object.values(path));
const parameters = [...Object.values(spec.components.parameters), ...operations.flatMap((one) => one.parameters ?? [])];
// What is an example for readers would be sent as it is, and an Idempotency-Key only once.
for (const parameter of parameters.filter((one) => one.in === 'header')) {
  delete parameter.example;
  delete parameter.examples;
}

window.SwaggerUIBundle({
  spec,
  dom_id: '#docs',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  // Nobody else is to hear of it.
  validatorUrl: null,
  requestInterceptor(request) {
    if (!request.headers.Authorization) {
      Object.assign(request.headers, authorization());
    }
    return request;
  },
});
