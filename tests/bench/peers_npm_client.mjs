// The life of users and of a group on a bridge, lived by clients from npm:
//   - GitHub's Octokit with its SCIM calls (@octokit/core, @octokit/plugin-enterprise-cloud) sends,
//   - scimmy's classes read every resource, list and error that comes back,
//   - scim-patch says beforehand what a PATCH must leave.
// Usage: node tests/bench/peers_npm_client.mjs SERVER CONNECTION, with TOKEN in the environment and
// NPM_AT=folder/x.js of a folder whose node_modules hold the four. Octokit knows SCIM as
// /scim/v2/enterprises/{enterprise}; the bridge has it at /scim/v2/{connection}: one hook is all
// that is changed of it. Each step that held is one line; the first that did not ends the walk.
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const require = createRequire(process.env.NPM_AT ?? import.meta.url);
const load = name => import(pathToFileURL(require.resolve(name)));
const {Octokit} = await load("@octokit/core");
const {enterpriseCloud} = await load("@octokit/plugin-enterprise-cloud");
const SCIMMY = require("scimmy").default ?? require("scimmy");
const {patchBodyValidation, scimPatch} = require("scim-patch");

const [baseUrl, enterprise] = process.argv.slice(2);
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

function client(token) {
  const octokit = new (Octokit.plugin(enterpriseCloud))({baseUrl, userAgent: "walk"});
  octokit.hook.before("request", options => {
    options.url = options.url.replace("/enterprises/", "/");
    options.headers.authorization = `Bearer ${token}`;
    options.enterprise = enterprise;
  });
  return octokit;
}

const octokit = client(process.env.TOKEN);
const scim = octokit.enterpriseAdmin;
const root = "/scim/v2/enterprises/{enterprise}";

async function step(what, does) {
  await does();
  console.log(what);
}

// -- what comes back, as scimmy reads it ---------------------------------------------

const kinds = {[USER]: SCIMMY.Schemas.User, [GROUP]: SCIMMY.Schemas.Group};
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser);

function read(data) {
  const kind = kinds[data.schemas[0]];
  assert.ok(kind, `schemas are ${data.schemas}`);
  assert.ok(data.id && data.meta.location.endsWith(data.id), "id and meta.location");
  assert.equal(data.meta.resourceType, kind.definition.name);
  new kind(data, "out");
  return data;
}

function list(data) {
  new SCIMMY.Messages.ListResponse(data);
  data.Resources.forEach(read);
  return data;
}

async function refused(call, status, scimType) {
  const error = await call.then(() => assert.fail(`not refused with ${status}`), found => found);
  assert.equal(error.status, status, String(error));
  // scimmy reads an error by throwing what it says.
  assert.throws(() => new SCIMMY.Messages.ErrorResponse(error.response.data),
    {status: String(status), scimType});
}

// -- what is sent --------------------------------------------------------------------

const names = ["ada", "bob", "cleo", "dan", "eve"].map(name => `${name}@example.com`);
const user = (name, more = {}) => ({
  schemas: [USER], userName: name, externalId: `x-${name}`, active: true, displayName: name,
  name: {givenName: "Given", familyName: "Family", formatted: "Given Family"},
  emails: [{value: name, type: "work", primary: true}], ...more,
});
const users = {
  add: body => scim.provisionEnterpriseUser(body),
  find: query => scim.listProvisionedIdentitiesEnterprise(query).then(({data}) => list(data)),
  get: id => scim.getProvisioningInformationForEnterpriseUser({scim_user_id: id})
    .then(({data}) => read(data)),
  put: (id, body) => scim.setInformationForProvisionedEnterpriseUser({scim_user_id: id, ...body}),
  patch: (id, body) => scim.updateAttributeForEnterpriseUser({scim_user_id: id, ...body}),
  remove: id => scim.deleteUserFromEnterprise({scim_user_id: id}),
};
const groups = {
  add: body => scim.provisionEnterpriseGroup(body),
  find: query => scim.listProvisionedGroupsEnterprise(query).then(({data}) => list(data)),
  get: id => scim.getProvisioningInformationForEnterpriseGroup({scim_group_id: id})
    .then(({data}) => read(data)),
  put: (id, body) => scim.setInformationForProvisionedEnterpriseGroup({scim_group_id: id, ...body}),
  patch: (id, body) => scim.updateAttributeForEnterpriseGroup({scim_group_id: id, ...body}),
  remove: id => scim.deleteScimGroupFromEnterprise({scim_group_id: id}),
};

const bare = ({meta, ...rest}) => JSON.parse(JSON.stringify(rest));
const members = group => (group.members ?? []).map(({value}) => value).sort();

/** PATCH, and what is there afterwards must be what scim-patch makes of what was there before. */
async function patched(kind, id, ...Operations) {
  const body = {schemas: [PATCH], Operations};
  patchBodyValidation(body);
  const expected = scimPatch(bare(await kind.get(id)), body.Operations);
  await kind.patch(id, JSON.parse(JSON.stringify(body)));
  const found = await kind.get(id);
  assert.deepEqual(bare(found), bare(expected));
  return found;
}

// -- the walk ------------------------------------------------------------------------

await step("a wrong token is refused", () =>
  refused(client("wrong").enterpriseAdmin.listProvisionedIdentitiesEnterprise(), 401));

await step("discovery", async () => {
  const {data} = await octokit.request(`GET ${root}/ServiceProviderConfig`);
  assert.ok(data.patch.supported && data.filter.supported);
  const types = (await octokit.request(`GET ${root}/ResourceTypes`)).data.Resources;
  assert.deepEqual(types.map(({schema}) => schema).sort(), [GROUP, USER]);
  const {Resources} = (await octokit.request(`GET ${root}/Schemas`)).data;
  // Every attribute that scimmy knows of the two core schemas must be declared, of the same type.
  for (const kind of Object.values(kinds)) {
    const found = Resources.find(({id}) => id === kind.id).attributes;
    for (const {name, type} of kind.definition.describe().attributes)
      if (kind !== kinds[USER] || name !== "groups")
        assert.equal(found.find(each => each.name === name)?.type, type, `${kind.id}:${name}`);
  }
});

const ids = {};
await step("users are created", async () => {
  for (const name of names) {
    const {status, data, headers} = await users.add(user(name));
    assert.equal(status, 201);
    assert.equal(headers.location, data.meta.location);
    assert.equal(read(data).userName, name);
    ids[name] = data.id;
  }
});

await step("a userName is taken once, in any case of letters", () =>
  refused(users.add(user(names[0].toUpperCase())), 409, "uniqueness"));

await step("found by userName, externalId and e-mail; nobody is an empty list", async () => {
  for (const filter of [`userName eq "${names[1]}"`, `externalId eq "x-${names[1]}"`,
    `emails[type eq "work" and value eq "${names[1]}"]`]) {
    const found = await users.find({filter});
    assert.deepEqual(found.Resources.map(({id}) => id), [ids[names[1]]], filter);
  }
  assert.equal((await users.find({filter: 'userName eq "nobody"'})).totalResults, 0);
  await refused(users.find({filter: "userName eq"}), 400, "invalidFilter");
});

await step("paged by index: everybody once", async () => {
  const seen = [];
  for (let startIndex = 1; ; startIndex += 2) {
    const page = await users.find({startIndex, count: 2});
    assert.equal(page.totalResults, names.length);
    if (!page.Resources.length) break;
    seen.push(...page.Resources.map(({id}) => id));
  }
  assert.deepEqual(seen.toSorted(), Object.values(ids).sort());
});

const ada = ids[names[0]];
await step("PATCH: profile, then deactivation", async () => {
  await patched(users, ada,
    {op: "replace", path: "name.familyName", value: "King"},
    {op: "add", path: "phoneNumbers", value: [{type: "mobile", value: "+49 1"}]},
    {op: "replace", path: 'emails[type eq "work"].value', value: "king@example.com"},
    {op: "remove", path: "displayName"});
  assert.equal((await patched(users, ada, {op: "replace", path: "active", value: false})).active, false);
  assert.equal((await users.find({filter: "active eq false"})).totalResults, 1);
});

await step("PUT replaces the whole", async () => {
  const body = user(names[0], {active: false, title: "Countess"});
  const {data} = await users.put(ada, body);
  const {id, ...found} = bare(read(data));
  assert.equal(id, ada);
  assert.deepEqual(found, body);
});

await step("reactivation, by PATCH without path", async () =>
  assert.equal((await patched(users, ada, {op: "replace", value: {active: true}})).active, true));

await step("a version that is gone is refused, one that is there is not sent again", async () => {
  const {headers} = await scim.getProvisioningInformationForEnterpriseUser({scim_user_id: ada});
  await patched(users, ada, {op: "replace", path: "title", value: "Enchantress"});
  await refused(scim.setInformationForProvisionedEnterpriseUser(
    {scim_user_id: ada, ...user(names[0]), headers: {"if-match": headers.etag}}), 412);
  const now = await scim.getProvisioningInformationForEnterpriseUser({scim_user_id: ada});
  const same = scim.getProvisioningInformationForEnterpriseUser(
    {scim_user_id: ada, headers: {"if-none-match": now.headers.etag}});
  assert.equal((await same.catch(error => error)).status, 304);
});

let crew;
await step("a group with members", async () => {
  const body = {schemas: [GROUP], displayName: "Crew", externalId: "g1",
    members: [{value: ada}, {value: ids[names[1]]}]};
  const {status, data} = await groups.add(body);
  assert.equal(status, 201);
  crew = read(data).id;
  assert.deepEqual(members(data), [ada, ids[names[1]]].sort());
  assert.equal((await groups.find({filter: 'displayName eq "Crew"'})).totalResults, 1);
  const without = await groups.find({filter: 'displayName eq "Crew"', excludedAttributes: "members"});
  assert.equal(without.Resources[0].members, undefined);
});

await step("members come and go by PATCH, then by PUT", async () => {
  const path = `members[value eq "${ada}"]`;
  await groups.patch(crew, {schemas: [PATCH], Operations: [
    {op: "add", path: "members", value: [{value: ids[names[2]]}]}, {op: "remove", path}]});
  assert.deepEqual(members(await groups.get(crew)), [ids[names[1]], ids[names[2]]].sort());
  const body = {schemas: [GROUP], displayName: "Crew two", members: [{value: ada}]};
  await groups.put(crew, body);
  const found = await groups.get(crew);
  assert.equal(found.displayName, "Crew two");
  assert.deepEqual(members(found), [ada]);
});

await step("a deleted user is gone, from the group too", async () => {
  assert.equal((await users.remove(ada)).status, 204);
  await refused(users.get(ada), 404);
  await refused(users.remove(ada), 404);
  assert.deepEqual(members(await groups.get(crew)), []);
});

await step("all is deleted", async () => {
  await groups.remove(crew);
  for (const name of names.slice(1)) await users.remove(ids[name]);
  assert.equal((await users.find({})).totalResults, 0);
  assert.equal((await groups.find({})).totalResults, 0);
});
