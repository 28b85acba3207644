// A real OpenID Connect provider on loopback for the suite: `node provider.mjs REDIRECT_URI LOGOUT_URI`.
// Prints its issuer once it listens. Who signs in, and by which means, the browser of the test says in headers.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [redirectUri, logoutUri] = process.argv.slice(2);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'caseflow',
        client_secret: 'a-secret-of-the-suite-only',
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [logoutUri],
      },
    ],
    // PKCE is the provider's to demand: a client that left it out would not get in.
    pkce: { required: () => true },
    acrValues: ['urn:example:otp'],
    claims: { openid: ['sub'], acr: null, amr: null },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
    cookies: { keys: ['only-for-the-suite'] },
    ttl: { Session: 600, Grant: 600, Interaction: 600, IdToken: 600, AccessToken: 600 },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    const { prompt, params, session } = await provider.interactionDetails(ctx.req, ctx.res);
    if (prompt.name === 'login') {
      const login = { accountId: ctx.get('x-account') };
      if (ctx.get('x-acr')) login.acr = ctx.get('x-acr');
      if (ctx.get('x-amr')) login.amr = ctx.get('x-amr').split(' ');
      return provider.interactionFinished(ctx.req, ctx.res, { login });
    }
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope('openid');
    const grantId = await grant.save();
    return provider.interactionFinished(ctx.req, ctx.res, { consent: { grantId } });
  });
  server.on('request', provider.callback());
  console.log(`issuer ${issuer}`);
});
