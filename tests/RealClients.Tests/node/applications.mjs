// The application commands of the Microsoft Graph JavaScript client, signed in by MSAL for Node through Azure Identity.
import assert from 'node:assert/strict';
import { ClientSecretCredential } from '@azure/identity';
import graph from '@microsoft/microsoft-graph-client';
import { ProxyAgent, setGlobalDispatcher } from 'undici';

const { HTTPS_PROXY: proxyUrl, SANDBOX_TENANT: tenant, SANDBOX_CLIENT: clientId, SANDBOX_SECRET: clientSecret } = process.env;
const graphAppId = '00000003-0000-0000-c000-000000000000';

// Azure Identity reads the proxy from the environment; node's own fetch, which the Graph client uses, does not.
setGlobalDispatcher(new ProxyAgent(proxyUrl));

function connect(clientId, clientSecret) {
    const credential = new ClientSecretCredential(tenant, clientId, clientSecret);
    return { token: async () => (await credential.getToken('https://graph.microsoft.com/.default')).token };
}

function step(name, value) {
    console.log(`${name}: ${JSON.stringify(value)}`);
    return value;
}

const signIn = connect(clientId, clientSecret);
const client = graph.Client.initWithMiddleware({ authProvider: { getAccessToken: signIn.token } });

const app = await client.api('/applications').post({ displayName: 'JS app', signInAudience: 'AzureADMyOrg', web: { redirectUris: ['https://js.example/cb'] } });
step('created', { displayName: app.displayName, redirectUris: app.web.redirectUris });
const principal = await client.api('/servicePrincipals').post({ appId: app.appId });
step('service principal', principal.displayName);

const user = await client.api('/users/alex.weber@contoso.onmicrosoft.com').select('id,displayName').get();
await client.api(`/applications/${app.id}/owners/$ref`).post({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${user.id}` });
assert.deepEqual(step('owners', (await client.api(`/applications/${app.id}/owners`).get()).value.map(each => each.displayName)), ['Alex Weber']);

await client.api(`/applications/${app.id}`).update({ notes: 'from JavaScript', requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess: [{ id: 'df021288-bdef-4463-88db-98f22de89214', type: 'Role' }] }] });
assert.equal(step('notes', (await client.api(`/applications(appId='${app.appId}')`).get()).notes), 'from JavaScript');

const api = await client.api('/servicePrincipals').filter(`appId eq '${graphAppId}'`).select('id').get();
await client.api(`/servicePrincipals/${principal.id}/appRoleAssignments`).post({ principalId: principal.id, resourceId: api.value[0].id, appRoleId: 'df021288-bdef-4463-88db-98f22de89214' });
await client.api('/oauth2PermissionGrants').post({ clientId: principal.id, consentType: 'AllPrincipals', resourceId: api.value[0].id, scope: 'User.Read' });
assert.equal(step('grants', (await client.api(`/servicePrincipals/${principal.id}/oauth2PermissionGrants`).get()).value.length), 1);

const credential = await client.api(`/applications/${app.id}/addPassword`).post({ passwordCredential: { displayName: 'js' } });
const own = graph.Client.initWithMiddleware({ authProvider: { getAccessToken: connect(app.appId, credential.secretText).token } });
assert.ok(step('users read with the new secret', (await own.api('/users').top(2).get()).value.length) === 2);
await assert.rejects(own.api('/applications').get(), error => error.statusCode === 403 && error.code === 'Authorization_RequestDenied');
await client.api(`/applications/${app.id}/removePassword`).post({ keyId: credential.keyId });
await assert.rejects(connect(app.appId, credential.secretText).token(), error => error.message.includes('AADSTS7000215'));

await client.api(`/applications/${app.id}/federatedIdentityCredentials`).post({ name: 'gh', issuer: 'https://token.actions.githubusercontent.com', subject: 'repo:js', audiences: ['api://AzureADTokenExchange'] });
assert.equal(step('federated', (await client.api(`/applications/${app.id}/federatedIdentityCredentials`).get()).value[0].name), 'gh');

for (let each = 0; each < 5; each++) {
    await client.api('/applications').post({ displayName: `JS page ${each}` });
}

const names = [];
await new graph.PageIterator(client, await client.api('/applications').filter("startswith(displayName,'JS page')").top(2).get(), each => { names.push(each.displayName); return true; }).iterate();
assert.equal(step('pages', names).length, 5);

// This version of the client strips host but not version off the addresses: the service, too, finds no segment 'v1.0'.
const batch = await new graph.BatchRequestContent([
    { id: '1', request: new Request('https://graph.microsoft.com/users?$top=1', { method: 'GET' }) },
    { id: '2', request: new Request(`https://graph.microsoft.com/applications/${app.id}`, { method: 'GET' }) },
    { id: '3', request: new Request('https://graph.microsoft.com/v1.0/users', { method: 'GET' }) },
]).getContent();
const answers = new graph.BatchResponseContent(await client.api('/$batch').post(batch));
assert.deepEqual(step('batch', ['1', '2', '3'].map(id => answers.getResponseById(id).status)), [200, 200, 400]);
assert.equal((await answers.getResponseById('3').json()).error.message, "Resource not found for the segment 'v1.0'.");

// Properties, casts, relations and deltas, as the client writes them.
assert.equal(step('property', (await client.api(`/applications/${app.id}/displayName`).get()).value), 'JS app');
assert.ok((await client.api(`/servicePrincipals/${api.value[0].id}/oauth2PermissionScopes`).get()).value.some(each => each.value === 'User.Read'));
assert.deepEqual(step('cast', (await client.api(`/applications/${app.id}/owners/graph.user`).get()).value.map(each => each.id)), [user.id]);
const sam = await client.api('/users/sam.okafor@contoso.onmicrosoft.com').get();
await client.api(`/users/${user.id}/manager/$ref`).put({ '@odata.id': `https://graph.microsoft.com/v1.0/users/${sam.id}` });
assert.equal(step('manager', (await client.api(`/users/${user.id}`).expand('manager').get()).manager.displayName), 'Sam Okafor');
const group = await client.api('/groups').post({ displayName: 'JS group', mailEnabled: false, mailNickname: 'js', securityEnabled: true, 'members@odata.bind': [`https://graph.microsoft.com/v1.0/users/${user.id}`] });
await client.api(`/groups/${group.id}`).update({ 'owners@odata.bind': [`https://graph.microsoft.com/v1.0/users/${sam.id}`] });
assert.deepEqual(step('group', [(await client.api(`/groups/${group.id}/members`).get()).value.length, (await client.api(`/groups/${group.id}/owners`).get()).value.length]), [1, 1]);
const role = await client.api('/roleManagement/directory/roleAssignments').post({ principalId: principal.id, roleDefinitionId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451', directoryScopeId: '/' });
assert.equal(step('role', (await client.api(`/servicePrincipals/${principal.id}/memberOf`).get()).value[0].displayName), 'Global Reader');
await client.api(`/roleManagement/directory/roleAssignments/${role.id}`).delete();
const changes = new graph.PageIterator(client, await client.api('/applications/delta').select('displayName').get(), () => true);
await changes.iterate();
await client.api(`/applications/${app.id}`).update({ displayName: 'JS changed' });
assert.deepEqual(step('delta', (await client.api(changes.getDeltaLink()).get()).value.map(each => each.displayName)), ['JS changed']);
assert.ok(step('audited', (await client.api('/auditLogs/directoryAudits').filter(`targetResources/any(t:t/id eq '${app.id}')`).get()).value.length) >= 3);

const counted = await client.api('/applications').header('ConsistencyLevel', 'eventual').query({ $count: 'true', $search: '"displayName:JS"' }).get();
assert.equal(step('search', counted['@odata.count']), 6);
await assert.rejects(client.api('/applications').filter("contains(displayName,'JS')").get(), error => error.statusCode === 400 && error.code === 'Request_UnsupportedQuery');

await client.api(`/applications/${app.id}`).delete();
await assert.rejects(client.api(`/applications/${app.id}`).get(), error => error.statusCode === 404 && error.code === 'Request_ResourceNotFound' && Boolean(error.requestId));
await client.api(`/directory/deletedItems/${app.id}`).delete();
step('deleted', true);
