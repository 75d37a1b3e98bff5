// A second, different SCIM server for the outbound tests: scimmy (npm), in memory.
// Usage: node tests/bench/peers_scimmy.mjs PORT, with SCIMMY_AT=folder/x.js of a folder whose
// node_modules hold scimmy,
// scimmy-routers and express. Its token is "peer".
import {createRequire} from "node:module";
const require = createRequire(process.env.SCIMMY_AT ?? import.meta.url);
const SCIMMY = require("scimmy").default ?? require("scimmy");
const SCIMMYRouters = require("scimmy-routers").default ?? require("scimmy-routers");
const express = require("express");
const users = new Map();
let next = 1;
const {User} = SCIMMY.Resources;
SCIMMY.Resources.declare(User)
  .ingress((resource, data) => {
    const id = resource.id ?? String(next++);
    const taken = [...users.values()].find(u => u.id !== id && u.userName === data.userName);
    if (taken) throw new SCIMMY.Types.Error(409, "uniqueness", "userName is taken");
    const stored = {...JSON.parse(JSON.stringify(data)), id};
    users.set(id, stored);
    return stored;
  })
  .egress((resource) => {
    if (resource.id) {
      if (!users.has(resource.id)) throw new SCIMMY.Types.Error(404, null, "not found");
      return users.get(resource.id);
    }
    const all = [...users.values()];
    return resource.filter ? resource.filter.match(all) : all;
  })
  .degress((resource) => {
    if (!users.delete(resource.id)) throw new SCIMMY.Types.Error(404, null, "not found");
  });
const app = express();
app.use("/scim", new SCIMMYRouters({
  type: "bearer",
  handler: (req) => {
    if (req.header("Authorization") !== "Bearer peer") throw new Error("wrong token");
    return "peer";
  },
}));
const server = app.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => console.log(server.address().port));
