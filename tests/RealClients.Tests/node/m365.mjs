// The commands of CLI for Microsoft 365 that are about apps, users and groups, in one process. Each is held to what it must leave behind.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli } from './node_modules/@pnp/cli-microsoft365/dist/cli/cli.js';

const { SANDBOX_TENANT: tenant, SANDBOX_CLIENT: clientId, SANDBOX_SECRET: clientSecret, SANDBOX_FOLDER: folder } = process.env;
const graphAppId = '00000003-0000-0000-c000-000000000000';
const globalReader = 'f2ef992c-3afb-46b9-b7cf-a126ee74c451';
const results = { app: [], people: [] };

// As the program itself does: its options are checked and completed before a command gets them.
async function m365(name, given = {}) {
    await cli.loadAllCommandsInfo();
    await cli.loadCommandFromArgs(name.split(' '));
    const found = cli.commandToExecute;
    const { command } = found;
    let options = { output: 'json', ...given };
    await command.processOptions?.(options);
    if (command.schema) {
        options = await command.getSchemaToParse().parseAsync(options);
    } else {
        const valid = await command.validate({ options }, found);
        assert.equal(valid, true);
    }

    const { stdout, error } = await cli.executeCommandWithOutput(command, { options });
    if (error) {
        throw error;
    }

    return stdout?.trim() ? JSON.parse(stdout) : undefined;
}

const graph = (path, options = {}) => m365('request', { url: `https://graph.microsoft.com/v1.0${path}`, method: 'get', ...options });

/** Runs one command and what must hold afterwards. A command that fails doesn't end the others. */
async function step(area, command, options, check) {
    const shown = `${command} ${Object.entries(options).map(([name, value]) => `--${name} ${value}`).join(' ')}`;
    try {
        const answer = await m365(command, options);
        await check?.(answer);
        results[area].push({ command, passed: true });
        console.log(`passed: m365 ${shown}`);
        return answer;
    } catch (error) {
        const reason = typeof error === 'string' ? error : error.error?.message ?? error.message ?? JSON.stringify(error);
        results[area].push({ command, passed: false });
        console.log(`FAILED: m365 ${shown}\n    ${String(reason).split('\n').filter(line => line.trim()).slice(0, 4).join(' ')}`);
        return undefined;
    }
}

const app = (command, options = {}, check) => step('app', `entra ${command}`, options, check);
const people = (command, options = {}, check) => step('people', `entra ${command}`, options, check);
const appNamed = async name => (await graph(`/applications?$filter=displayName eq '${name}'`)).value[0];
const principalOf = async appId => (await graph(`/servicePrincipals?$filter=appId eq '${appId}'`)).value[0];
const idsOf = list => list.value.map(each => each.id);
const equal = assert.equal;

await m365('login', { authType: 'secret', appId: clientId, tenant, secret: clientSecret });

const certificate = readFileSync(join(folder, 'client.cer.txt'), 'utf8').trim();
const certificateFile = join(folder, 'client.cer');
const alex = (await graph("/users?$filter=userPrincipalName eq 'alex.weber@contoso.onmicrosoft.com'")).value[0];
const sam = (await graph("/users?$filter=userPrincipalName eq 'sam.okafor@contoso.onmicrosoft.com'")).value[0];
const graphPrincipal = await principalOf(graphAppId);

// App registrations
await app('app add', { name: 'Plain' }, async added => equal((await appNamed('Plain')).appId, added.appId));
await app('app add', { name: 'Multitenant', multitenant: true }, async () => equal((await appNamed('Multitenant')).signInAudience, 'AzureADMultipleOrgs'));
await app('app add', { name: 'Web', redirectUris: 'https://a.example,http://localhost', platform: 'web' }, async () => equal((await appNamed('Web')).web.redirectUris.length, 2));
await app('app add', { name: 'Spa', redirectUris: 'https://a.example', platform: 'spa' }, async () => equal((await appNamed('Spa')).spa.redirectUris.length, 1));
await app('app add', { name: 'Public', redirectUris: 'https://login.microsoftonline.com/common/oauth2/nativeclient', platform: 'publicClient', allowPublicClientFlows: true }, async () => equal((await appNamed('Public')).isFallbackPublicClient, true));
await app('app add', { name: 'Implicit', implicitFlow: true }, async () => equal((await appNamed('Implicit')).web.implicitGrantSettings.enableIdTokenIssuance, true));
await app('app add', { name: 'Secret', withSecret: true }, async added => {
    assert.ok(added.secrets[0].value.length > 30);
    equal((await appNamed('Secret')).passwordCredentials.length, 1);
});
await app('app add', { name: 'Permissions', apisDelegated: 'https://graph.microsoft.com/User.Read,https://graph.microsoft.com/Group.Read.All', apisApplication: 'https://graph.microsoft.com/User.Read.All' },
    async () => equal((await appNamed('Permissions')).requiredResourceAccess[0].resourceAccess.length, 3));
await app('app add', { name: 'Granted', apisDelegated: 'https://graph.microsoft.com/User.Read', apisApplication: 'https://graph.microsoft.com/User.Read.All', grantAdminConsent: true }, async added => {
    const principal = await principalOf(added.appId);
    equal((await graph(`/servicePrincipals/${principal.id}/appRoleAssignments`)).value.length, 1);
    // In one process the command remembers the permissions of the app before.
    assert.match((await graph(`/servicePrincipals/${principal.id}/oauth2PermissionGrants`)).value[0].scope, /User\.Read/);
});
await app('app add', { name: 'Api', uri: 'api://_appId_', scopeName: 'access', scopeConsentBy: 'adminsAndUsers', scopeAdminConsentDisplayName: 'Access', scopeAdminConsentDescription: 'Access it' }, async added => {
    const api = await appNamed('Api');
    equal(api.identifierUris[0], `api://${added.appId}`);
    equal(api.api.oauth2PermissionScopes[0].value, 'access');
});
await app('app add', { name: 'Certificate', certificateFile, certificateDisplayName: 'c' }, async () => equal((await appNamed('Certificate')).keyCredentials.length, 1));
await app('app add', { name: 'Certificate text', certificateBase64Encoded: certificate, certificateDisplayName: 'c' }, async () => equal((await appNamed('Certificate text')).keyCredentials.length, 1));
await app('app add', { name: 'Apple', platform: 'apple', bundleId: 'com.contoso.app' }, async () => assert.ok(JSON.stringify((await appNamed('Apple')).publicClient.redirectUris).includes('msauth.com.contoso.app')));
await app('app add', { name: 'Android', platform: 'android', bundleId: 'com.contoso.app', signatureHash: '2pmj9i4rSx0yEb/viWBYkE/ZQrk=' }, async () => assert.ok(JSON.stringify((await appNamed('Android')).publicClient.redirectUris).includes('msauth://com.contoso.app')));
const manifest = JSON.stringify({ name: 'Manifest', signInAudience: 'AzureADMyOrg', replyUrlsWithType: [{ url: 'https://m.example', type: 'Web' }], oauth2AllowImplicitFlow: false, oauth2AllowIdTokenImplicitFlow: true, passwordCredentials: [], keyCredentials: [] });
await app('app add', { manifest }, async () => equal((await appNamed('Manifest')).web.redirectUris[0], 'https://m.example'));
const plain = await appNamed('Plain');
await app('app get', { appId: plain.appId }, found => equal(found.id, plain.id));
await app('app get', { objectId: plain.id }, found => equal(found.appId, plain.appId));
await app('app get', { name: 'Plain' }, found => equal(found.id, plain.id));
await app('app get', { appId: plain.appId, properties: 'id,appId,displayName' }, found => equal(found.displayName, 'Plain'));
await app('app list', {}, list => assert.ok(list.length >= 14));
await app('app list', { properties: 'id,displayName' }, list => assert.ok(list.some(each => each.displayName === 'Plain')));
await app('app set', { appId: plain.appId, uris: `api://${plain.appId}` }, async () => equal((await appNamed('Plain')).identifierUris[0], `api://${plain.appId}`));
await app('app set', { objectId: plain.id, redirectUris: 'https://b.example,https://c.example', platform: 'web' }, async () => equal((await appNamed('Plain')).web.redirectUris.length, 2));
await app('app set', { name: 'Plain', redirectUris: 'https://d.example', platform: 'spa', redirectUrisToRemove: 'https://b.example' }, async () => {
    const changed = await appNamed('Plain');
    assert.deepEqual(changed.web.redirectUris, ['https://c.example']);
    assert.deepEqual(changed.spa.redirectUris, ['https://d.example']);
});
await app('app set', { appId: plain.appId, certificateBase64Encoded: certificate, certificateDisplayName: 'c' }, async () => equal((await appNamed('Plain')).keyCredentials.length, 1));
await app('app set', { appId: (await appNamed('Web')).appId, certificateFile }, async () => equal((await appNamed('Web')).keyCredentials.length, 1));
await app('app set', { appId: plain.appId, allowPublicClientFlows: true }, async () => equal((await appNamed('Plain')).isFallbackPublicClient, true));

// App roles
await app('app role add', { appId: plain.appId, name: 'Reader', description: 'Reads', allowedMembers: 'usersGroups', claim: 'Reader' }, async () => equal((await appNamed('Plain')).appRoles[0].value, 'Reader'));
await app('app role add', { appObjectId: plain.id, name: 'Writer', description: 'Writes', allowedMembers: 'applications', claim: 'Writer' }, async () => equal((await appNamed('Plain')).appRoles.length, 2));
await app('app role add', { appName: 'Plain', name: 'Both', description: 'Both', allowedMembers: 'both', claim: 'Both' }, async () => equal((await appNamed('Plain')).appRoles.length, 3));
await app('app role list', { appId: plain.appId }, list => equal(list.length, 3));
await app('app role list', { appObjectId: plain.id }, list => equal(list.length, 3));
await app('app role list', { appName: 'Plain' }, list => equal(list.length, 3));
await app('app role remove', { appId: plain.appId, claim: 'Reader', force: true }, async () => equal((await appNamed('Plain')).appRoles.length, 2));
await app('app role remove', { appObjectId: plain.id, name: 'Writer', force: true }, async () => equal((await appNamed('Plain')).appRoles.length, 1));
await app('app role remove', { appName: 'Plain', id: (await appNamed('Plain')).appRoles[0]?.id ?? randomUUID(), force: true }, async () => equal((await appNamed('Plain')).appRoles.length, 0));

// Permissions
await app('app permission add', { appId: plain.appId, applicationPermissions: 'https://graph.microsoft.com/User.Read.All', delegatedPermissions: 'https://graph.microsoft.com/User.Read' }, async () => equal((await appNamed('Plain')).requiredResourceAccess[0].resourceAccess.length, 2));
await app('app permission add', { appObjectId: plain.id, delegatedPermissions: 'https://graph.microsoft.com/Group.Read.All' }, async () => equal((await appNamed('Plain')).requiredResourceAccess[0].resourceAccess.length, 3));
await app('app permission add', { appName: 'Plain', applicationPermissions: 'https://graph.microsoft.com/Group.Read.All', grantAdminConsent: true }, async () => {
    const principal = await principalOf(plain.appId);
    assert.ok((await graph(`/servicePrincipals/${principal.id}/appRoleAssignments`)).value.length >= 1);
});
await app('app permission list', { appId: plain.appId }, list => assert.ok(list.length >= 4));
await app('app permission list', { appObjectId: plain.id, type: 'delegated' }, list => assert.ok(list.every(each => each.type === 'Delegated')));
await app('app permission list', { appName: 'Plain', type: 'application' }, list => assert.ok(list.length >= 1));
await app('app permission remove', { appId: plain.appId, delegatedPermissions: 'https://graph.microsoft.com/Group.Read.All', force: true }, async () => equal((await appNamed('Plain')).requiredResourceAccess[0].resourceAccess.length, 3));
await app('app permission remove', { appObjectId: plain.id, applicationPermissions: 'https://graph.microsoft.com/Group.Read.All', revokeAdminConsent: true, force: true }, async () =>
    equal((await graph(`/servicePrincipals/${(await principalOf(plain.appId)).id}/appRoleAssignments`)).value.length, 0));

// Enterprise applications
const secretApp = await appNamed('Secret');
await app('enterpriseapp add', { id: secretApp.appId }, async added => equal((await principalOf(secretApp.appId)).id, added.id));
await app('enterpriseapp add', { displayName: 'Spa' }, async () => assert.ok(await principalOf((await appNamed('Spa')).appId)));
await app('enterpriseapp add', { objectId: (await appNamed('Implicit')).id }, async () => assert.ok(await principalOf((await appNamed('Implicit')).appId)));
const enterprise = await principalOf(secretApp.appId);
await app('enterpriseapp get', { id: secretApp.appId }, found => equal(found.id, enterprise.id));
await app('enterpriseapp get', { displayName: 'Secret' }, found => equal(found.id, enterprise.id));
await app('enterpriseapp get', { objectId: enterprise.id }, found => equal(found.appId, secretApp.appId));
await app('enterpriseapp list', {}, list => assert.ok(list.length > 3));
await app('enterpriseapp list', { displayName: 'Secret' }, list => equal(list.length, 1));
await app('enterpriseapp list', { tag: 'WindowsAzureActiveDirectoryIntegratedApp' }, list => assert.ok(Array.isArray(list)));
await app('enterpriseapp remove', { displayName: 'Spa', force: true }, async () => equal(await principalOf((await appNamed('Spa')).appId), undefined));
await app('enterpriseapp remove', { id: (await appNamed('Implicit')).appId, force: true }, async () => equal(await principalOf((await appNamed('Implicit')).appId), undefined));

// App role assignments
const roles = async () => (await graph(`/servicePrincipals/${enterprise.id}/appRoleAssignments`)).value.length;
await app('approleassignment add', { appId: secretApp.appId, resource: 'Microsoft Graph', scopes: 'User.Read.All' }, async () => equal(await roles(), 1));
await app('approleassignment add', { appObjectId: enterprise.id, resource: graphAppId, scopes: 'Group.Read.All,Directory.Read.All' }, async () => equal(await roles(), 3));
await app('approleassignment add', { appDisplayName: 'Secret', resource: 'Microsoft Graph', scopes: 'Application.Read.All' }, async () => equal(await roles(), 4));
await app('approleassignment list', { appId: secretApp.appId }, list => equal(list.length, 4));
await app('approleassignment list', { appObjectId: enterprise.id }, list => equal(list.length, 4));
await app('approleassignment list', { appDisplayName: 'Secret' }, list => assert.ok(list.some(each => each.roleName === 'User.Read.All')));
await app('approleassignment remove', { appId: secretApp.appId, resource: 'Microsoft Graph', scopes: 'User.Read.All', force: true }, async () => equal(await roles(), 3));
await app('approleassignment remove', { appObjectId: enterprise.id, resource: 'Microsoft Graph', scopes: 'Group.Read.All', force: true }, async () => equal(await roles(), 2));
await app('approleassignment remove', { appDisplayName: 'Secret', resource: 'Microsoft Graph', scopes: 'Directory.Read.All', force: true }, async () => equal(await roles(), 1));

// Delegated grants
await app('oauth2grant add', { clientId: enterprise.id, resourceId: graphPrincipal.id, scope: 'User.Read' }, async () => equal((await graph(`/servicePrincipals/${enterprise.id}/oauth2PermissionGrants`)).value[0].scope, 'User.Read'));
const grants = await app('oauth2grant list', { spObjectId: enterprise.id }, list => equal(list.length, 1));
await app('oauth2grant set', { grantId: grants?.[0].objectId ?? grants?.[0].id, scope: 'User.Read Group.Read.All' }, async () => equal((await graph(`/servicePrincipals/${enterprise.id}/oauth2PermissionGrants`)).value[0].scope, 'User.Read Group.Read.All'));
await app('oauth2grant remove', { grantId: grants?.[0].objectId ?? grants?.[0].id, force: true }, async () => equal((await graph(`/servicePrincipals/${enterprise.id}/oauth2PermissionGrants`)).value.length, 0));

// Directory roles of apps, and policies
const held = async id => (await graph(`/roleManagement/directory/roleAssignments?$filter=principalId eq '${id}'`)).value;
await app('roledefinition list', {}, list => assert.ok(list.length > 30));
await app('roledefinition list', { properties: 'id,displayName', filter: 'isBuiltIn eq true' }, list => assert.ok(list.length > 30));
await app('roledefinition get', { id: globalReader }, found => equal(found.displayName, 'Global Reader'));
await app('roledefinition get', { displayName: 'Global Reader' }, found => equal(found.id, globalReader));
const custom = await app('roledefinition add', { displayName: 'App readers', allowedResourceActions: 'microsoft.directory/applications/standard/read', description: 'd', enabled: true, version: '1' }, added => equal(added.displayName, 'App readers'));
await app('roledefinition set', { id: custom?.id ?? randomUUID(), newDisplayName: 'Readers of apps' }, async () => equal((await graph(`/roleManagement/directory/roleDefinitions/${custom.id}`)).displayName, 'Readers of apps'));
await app('roleassignment add', { roleDefinitionId: globalReader, principal: enterprise.id }, async () => equal((await held(enterprise.id))[0].roleDefinitionId, globalReader));
await app('roleassignment add', { roleDefinitionName: 'Readers of apps', principal: alex.userPrincipalName, servicePrincipalId: enterprise.id }, async () => equal((await held(alex.id))[0].directoryScopeId, `/${enterprise.id}`));
await app('roleassignment add', { roleDefinitionName: 'Application Administrator', principal: sam.id, applicationObjectId: secretApp.id }, async () => equal((await held(sam.id))[0].directoryScopeId, `/${secretApp.id}`));
await graph(`/roleManagement/directory/roleAssignments/${(await held(alex.id))[0]?.id}`, { method: 'delete' }).catch(() => undefined);
await app('roledefinition remove', { displayName: 'Readers of apps', force: true }, async () => equal((await graph(`/roleManagement/directory/roleDefinitions?$filter=displayName eq 'Readers of apps'`)).value.length, 0));
await app('policy list', { type: 'appManagement' }, list => assert.ok(list));
await app('policy list', { type: 'tokenLifetime' }, list => equal(list.length, 0));
await app('app remove', { appId: plain.appId, force: true }, async () => equal(await appNamed('Plain'), undefined));
await app('app remove', { objectId: secretApp.id, force: true }, async () => equal(await appNamed('Secret'), undefined));
await app('app remove', { name: 'Web', force: true }, async () => equal(await appNamed('Web'), undefined));

// Users
const domain = 'contoso.onmicrosoft.com';
const user = async name => (await graph(`/users?$filter=userPrincipalName eq '${name}@${domain}'&$select=id,displayName,jobTitle,accountEnabled,companyName,usageLocation,department,officeLocation`)).value[0];
await people('user add', { displayName: 'New one', userName: `new1@${domain}`, password: 'Correct-Horse-7' }, async () => equal((await user('new1')).displayName, 'New one'));
await people('user add', { displayName: 'New two', userName: `new2@${domain}` }, async added => assert.ok(added.password));
await people('user add', { displayName: 'New three', userName: `new3@${domain}`, accountEnabled: false, mailNickname: 'three', firstName: 'A', lastName: 'B', jobTitle: 'Engineer', companyName: 'Contoso', department: 'IT', officeLocation: 'NYC', usageLocation: 'US', preferredLanguage: 'en', forceChangePasswordNextSignIn: true }, async () => {
    const added = await user('new3');
    equal(added.jobTitle, 'Engineer');
    equal(added.accountEnabled, false);
});
await people('user add', { displayName: 'New four', userName: `new4@${domain}`, managerUserId: alex.id }, async added => equal((await graph(`/users/${added.id}/manager`)).id, alex.id));
await people('user add', { displayName: 'New five', userName: `new5@${domain}`, managerUserName: sam.userPrincipalName }, async added => equal((await graph(`/users/${added.id}/manager`)).id, sam.id));
const [one, two, three, four] = [await user('new1'), await user('new2'), await user('new3'), await user('new4')];
await people('user get', { id: one?.id }, found => equal(found.displayName, 'New one'));
await people('user get', { userName: `new1@${domain}` }, found => equal(found.id, one.id));
await people('user get', { email: alex.mail }, found => equal(found.id, alex.id));
await people('user get', { id: four?.id, withManager: true }, found => equal(found.manager.displayName, 'Alex Weber'));
await people('user get', { id: one?.id, properties: 'id,accountEnabled' }, found => equal(found.accountEnabled, true));
await people('user list', {}, list => assert.ok(list.length >= 9));
await people('user list', { properties: 'id,jobTitle' }, list => assert.ok(list.some(each => each.jobTitle === 'Engineer')));
await people('user list', { displayName: 'New' }, list => equal(list.length, 5));
await people('user set', { id: one?.id, displayName: 'Renamed', jobTitle: 'Boss' }, async () => equal((await user('new1')).jobTitle, 'Boss'));
await people('user set', { userName: `new2@${domain}`, department: 'Sales', companyName: 'Fabrikam', officeLocation: 'LA', usageLocation: 'DE', preferredLanguage: 'de' }, async () => equal((await user('new2')).companyName, 'Fabrikam'));
await people('user set', { id: one?.id, accountEnabled: false }, async () => equal((await user('new1')).accountEnabled, false));
await people('user set', { id: one?.id, managerUserId: alex.id }, async () => equal((await graph(`/users/${one.id}/manager`)).id, alex.id));
await people('user set', { id: one?.id, managerUserName: sam.userPrincipalName }, async () => equal((await graph(`/users/${one.id}/manager`)).id, sam.id));
await people('user set', { id: one?.id, removeManager: true }, async () => assert.rejects(graph(`/users/${one.id}/manager`)));
await people('user set', { id: two?.id, resetPassword: true, newPassword: 'Another-Horse-8', forceChangePasswordNextSignIn: true });
await people('user set', { id: two?.id, firstName: 'First', lastName: 'Last' }, async () => equal((await graph(`/users/${two.id}`)).surname, 'Last'));
await people('user guest add', { emailAddress: 'pat@fabrikam.example' }, added => equal(added.status, 'PendingAcceptance'));
await people('user guest add', { emailAddress: 'kim@fabrikam.example', displayName: 'Kim', inviteRedirectUrl: 'https://a.example', welcomeMessage: 'Hello', messageLanguage: 'en', ccRecipients: 'a@a.example', sendInvitationMessage: true }, async added => equal((await graph(`/users/${added.invitedUser.id}`)).displayName, 'Kim'));
await people('user groupmembership list', { userId: alex.id }, list => assert.ok(list.length >= 2));
await people('user groupmembership list', { userName: alex.userPrincipalName, securityEnabledOnly: true }, list => assert.ok(list.length >= 1));
await people('user groupmembership list', { userEmail: alex.mail }, list => assert.ok(list.length >= 2));
await people('user password validate', { password: 'Correct-Horse-7' }, found => equal(found.isValid, true));
await people('user password validate', { password: 'short' }, found => equal(found.isValid, false));
await people('user session revoke', { userId: one?.id, force: true });
await people('user session revoke', { userName: `new2@${domain}`, force: true });
await people('user remove', { id: one?.id, force: true }, async () => equal(await user('new1'), undefined));
await people('user remove', { userName: `new2@${domain}`, force: true }, async () => equal(await user('new2'), undefined));
await people('user recyclebinitem list', {}, list => equal(list.length, 2));
await people('user recyclebinitem restore', { id: one?.id }, async () => equal((await user('new1')).id, one.id));
await people('user recyclebinitem remove', { id: two?.id, force: true }, async () => assert.rejects(graph(`/directory/deletedItems/${two.id}`)));
await people('user remove', { id: three?.id, force: true });
await people('user recyclebinitem clear', { force: true }, async () => equal((await graph('/directory/deletedItems/microsoft.graph.user')).value.length, 0));

// Groups
const group = async name => (await graph(`/groups?$filter=displayName eq '${name}'`)).value[0];
const members = async (id, role = 'members') => idsOf(await graph(`/groups/${id}/${role}`));
await people('group add', { displayName: 'G1', type: 'security' }, async added => equal((await group('G1')).id, added.id));
await people('group add', { displayName: 'G2', type: 'microsoft365', mailNickname: 'g2', visibility: 'Private', description: 'd' }, async () => equal((await group('G2')).groupTypes[0], 'Unified'));
await people('group add', { displayName: 'G3', type: 'security', ownerIds: alex.id, memberIds: sam.id }, async added => assert.deepEqual([await members(added.id), await members(added.id, 'owners')], [[sam.id], [alex.id]]));
await people('group add', { displayName: 'G4', type: 'security', ownerUserNames: alex.userPrincipalName, memberUserNames: `${alex.userPrincipalName},${sam.userPrincipalName}` }, async added => equal((await members(added.id)).length, 2));
const [g1, g3, g4] = [await group('G1'), await group('G3'), await group('G4')];
await people('group get', { id: g1?.id }, found => equal(found.displayName, 'G1'));
await people('group get', { displayName: 'G1' }, found => equal(found.id, g1.id));
await people('group get', { id: g1?.id, properties: 'id,displayName' }, found => equal(found.displayName, 'G1'));
await people('group list', {}, list => assert.ok(list.length >= 7));
await people('group list', { type: 'security' }, list => assert.ok(list.every(each => each.securityEnabled)));
await people('group list', { type: 'microsoft365' }, list => assert.ok(list.some(each => each.displayName === 'G2')));
await people('group list', { properties: 'id,displayName' }, list => assert.ok(list.some(each => each.displayName === 'G1')));
await people('group set', { id: g1?.id, newDisplayName: 'G1x', description: 'changed' }, async () => equal((await group('G1x')).description, 'changed'));
await people('group set', { displayName: 'G2', visibility: 'Public' }, async () => equal((await group('G2')).visibility, 'Public'));
await people('group set', { id: g4?.id, ownerIds: sam.id, memberIds: alex.id }, async () => assert.deepEqual([await members(g4.id), await members(g4.id, 'owners')], [[alex.id], [sam.id]]));
await people('group member add', { groupId: g1?.id, userIds: `${alex.id},${sam.id}`, role: 'Member' }, async () => equal((await members(g1.id)).length, 2));
await people('group member add', { groupName: 'G1x', userNames: alex.userPrincipalName, role: 'Owner' }, async () => equal((await members(g1.id, 'owners'))[0], alex.id));
await people('group member add', { groupId: g1?.id, subgroupIds: g3?.id, role: 'Member' }, async () => assert.ok((await members(g1.id)).includes(g3.id)));
await people('group member list', { groupId: g1?.id }, list => assert.ok(list.length >= 3));
await people('group member list', { groupName: 'G1x', role: 'Owner' }, list => equal(list.length, 1));
await people('group member list', { groupId: g1?.id, role: 'Member', properties: 'id,jobTitle' }, list => assert.ok(list.length >= 2));
await people('group member list', { groupId: g1?.id, filter: "startswith(displayName,'Alex')" }, list => assert.ok(list.length >= 1));
await people('group member set', { groupId: g1?.id, userIds: sam.id, role: 'Owner' }, async () => assert.ok((await members(g1.id, 'owners')).includes(sam.id)));
await people('group member set', { groupName: 'G1x', userNames: sam.userPrincipalName, role: 'Member' }, async () => assert.ok((await members(g1.id)).includes(sam.id)));
await people('group member remove', { groupId: g1?.id, userIds: alex.id, role: 'Member', force: true }, async () => assert.ok(!(await members(g1.id)).includes(alex.id)));
await people('group member remove', { groupName: 'G1x', subgroupIds: g3?.id, role: 'Member', force: true }, async () => assert.ok(!(await members(g1.id)).includes(g3.id)));
await people('group member remove', { groupId: g1?.id, userNames: `new5@${domain}`, role: 'Member', suppressNotFound: true, force: true });
await people('m365group add', { displayName: 'M1', mailNickname: 'm1', description: 'd' }, async () => equal((await group('M1')).mailNickname, 'm1'));
const m1 = await group('M1');
await people('m365group get', { id: m1?.id }, found => equal(found.displayName, 'M1'));
await people('m365group list', {}, list => assert.ok(list.some(each => each.displayName === 'M1')));
await people('m365group set', { id: m1?.id, description: 'changed' }, async () => equal((await group('M1')).description, 'changed'));
await people('m365group user add', { groupId: m1?.id, userNames: alex.userPrincipalName }, async () => assert.ok((await members(m1.id)).includes(alex.id)));
await people('m365group user list', { groupId: m1?.id }, list => assert.ok(list.length >= 1));
await people('m365group user remove', { groupId: m1?.id, userNames: alex.userPrincipalName, force: true }, async () => assert.ok(!(await members(m1.id)).includes(alex.id)));
await people('m365group renew', { id: m1?.id });
await graph(`/groups/${m1?.id}`, { method: 'delete' });
await people('m365group recyclebinitem list', {}, list => equal(list.length, 1));
await people('m365group recyclebinitem restore', { id: m1?.id }, async () => equal((await group('M1')).id, m1.id));
await graph(`/groups/${m1?.id}`, { method: 'delete' }).catch(() => undefined);
await people('m365group recyclebinitem remove', { id: m1?.id, force: true }, async () => assert.rejects(graph(`/directory/deletedItems/${m1.id}`)));
await people('group remove', { id: g3?.id, force: true }, async () => equal(await group('G3'), undefined));
await people('group remove', { displayName: 'G4', force: true }, async () => equal(await group('G4'), undefined));

for (const [area, steps] of Object.entries(results)) {
    console.log(`${area}: ${steps.filter(each => each.passed).length} of ${steps.length}`);
}
