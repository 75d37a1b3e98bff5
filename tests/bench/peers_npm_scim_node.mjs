// The life of a user and of a group on a bridge, lived by scim-node (npm), Gluu's client. It has no
// PATCH: deactivation is a PUT, as with Okta.
// Usage: node tests/bench/peers_npm_scim_node.mjs SERVER CONNECTION, with TOKEN in the environment
// and NPM_AT=folder/x.js of a folder whose node_modules hold scim-node.
// scim-node finds its server and its token in Gluu's way only. A front door answers that way: it
// sells the bridge's token by UMA, and shows discovery with Gluu's two resource types beside ours.
// What is asked of Users and Groups goes through it as scim-node wrote it.
import assert from "node:assert/strict";
import {generateKeyPairSync} from "node:crypto";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import http from "node:http";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";

const require = createRequire(process.env.NPM_AT ?? import.meta.url);
const [server, connection] = process.argv.slice(2);
const GLUU = "/identity/restv1/scim/v2";
const OF_GLUU = ["FidoDevice", "Fido2Device"].map(id => ({id, endpoint: `/${id}s`}));

const front = http.createServer(async (asked, answer) => {
  const say = (status, body, headers = {}) => {
    answer.writeHead(status, {"content-type": "application/json", ...headers});
    answer.end(JSON.stringify(body));
  };
  if (asked.url === "/.well-known/uma2-configuration") return say(200, {token_endpoint: `${domain}/token`});
  if (asked.url === "/token") return say(200, {access_token: process.env.TOKEN});
  const path = asked.url.replace(GLUU, "");
  const discovery = /^\/(ServiceProviderConfig|ResourceTypes)$/.test(path);
  if (!discovery && !asked.headers.authorization)
    return say(401, {}, {"www-authenticate": `UMA realm="x", as_uri="${domain}", ticket="t"`});
  const headers = {...asked.headers};
  if (discovery) headers.authorization = `Bearer ${process.env.TOKEN}`;
  const behind = http.request(`${server}/scim/v2/${connection}${path}`,
    {method: asked.method, headers}, async found => {
      if (!discovery) {
        answer.writeHead(found.statusCode, found.headers);
        return found.pipe(answer);
      }
      const body = JSON.parse(Buffer.concat(await found.toArray()));
      for (const each of (body.Resources ?? []).concat(path === "/ResourceTypes" ? OF_GLUU : []))
        each.endpoint = `/scim/v2${each.endpoint}`;
      if (path === "/ResourceTypes") body.Resources.push(...OF_GLUU);
      say(found.statusCode, body);
    });
  asked.pipe(behind);
});
await new Promise(done => front.listen(0, "127.0.0.1", done));
const domain = `http://127.0.0.1:${front.address().port}`;

const folder = mkdtempSync(join(tmpdir(), "scim-node-"));
const privateKey = join(folder, "key.pem");
writeFileSync(privateKey, generateKeyPairSync("rsa", {modulusLength: 2048}).privateKey
  .export({type: "pkcs8", format: "pem"}));
const scim = require("scim-node")(
  {domain, privateKey, clientId: "walk", keyAlg: "RS256", keyId: "1"}).scim2;

async function step(what, does) {
  await does();
  console.log(what);
}
const answer = async call => JSON.parse(await call);
const user = (more = {}) => ({userName: "ada@example.com", externalId: "x-ada", active: true,
  emails: [{value: "ada@example.com", type: "work", primary: true}], ...more});
async function refused(call, status) {
  const error = await call.then(() => assert.fail(`not refused with ${status}`), found => found);
  assert.equal(error.statusCode, status, String(error));
}

let ada, crew;
await step("a user is created, once", async () => {
  ada = (await answer(scim.addUser(user()))).id;
  await refused(scim.addUser(user()), 409);
});
await step("found by filter, by search, by id, and counted", async () => {
  const filter = 'userName eq "ada@example.com"';
  assert.equal((await answer(scim.getUsers(1, 10, filter))).Resources[0].id, ada);
  assert.equal((await answer(scim.searchUsers(filter, 1, 10))).Resources[0].id, ada);
  assert.equal((await answer(scim.getUsers(1, 10, 'userName eq "nobody"'))).totalResults, 0);
  assert.equal((await answer(scim.getUser(ada))).userName, "ada@example.com");
});
await step("deactivated, then reactivated, by PUT", async () => {
  assert.equal((await answer(scim.editUser(ada, user({active: false})))).active, false);
  assert.equal((await answer(scim.editUser(ada, user()))).active, true);
});
await step("a group with a member is created, found, renamed", async () => {
  const members = [{value: ada}];
  crew = (await answer(scim.addGroup({displayName: "Crew", members}))).id;
  assert.equal((await answer(scim.getGroups(1, 10, 'displayName eq "Crew"'))).totalResults, 1);
  await scim.editGroup(crew, {displayName: "Crew two", members});
  const found = await answer(scim.getGroup(crew));
  assert.deepEqual([found.displayName, found.members[0].value], ["Crew two", ada]);
});
await step("user and group are deleted", async () => {
  await scim.removeUser(ada);
  await refused(scim.getUser(ada), 404);
  assert.deepEqual((await answer(scim.getGroup(crew))).members ?? [], []);
  await scim.removeGroup(crew);
  assert.equal((await answer(scim.getGroups(1, 10))).totalResults, 0);
});
rmSync(folder, {recursive: true});
front.close();
