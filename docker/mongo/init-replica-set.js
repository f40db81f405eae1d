// Makes the one-member replica set and the service's account. Safe to run again. For mongosh, from compose's mongo-init.
const { MONGO_ROOT_PASSWORD, MONGO_PASSWORD, DB_NAME } = process.env;
const root = encodeURIComponent(MONGO_ROOT_PASSWORD);
const admin = new Mongo(`mongodb://root:${root}@mongo:27017/?directConnection=true&authSource=admin`).getDB("admin");

try {
  admin.runCommand({ replSetGetStatus: 1 }).ok || initiate();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  initiate();
}

function initiate() {
  const answer = admin.runCommand({ replSetInitiate: { _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] } });
  if (!answer.ok) throw new Error(`cannot make the replica set: ${answer.errmsg}`);
}

for (let tries = 0; !admin.runCommand({ hello: 1 }).isWritablePrimary; tries++) {
  if (tries === 60) throw new Error("the replica set has had no primary for 30 s");
  sleep(500);
}

// The members and communities are the main backend's: read. The rest of the database is the service's own.
const database = admin.getSiblingDB(DB_NAME);
const account = { pwd: MONGO_PASSWORD, roles: [{ role: "readWrite", db: DB_NAME }] };
if (database.getUser("faithflow-calls")) {
  database.updateUser("faithflow-calls", account);
} else {
  database.createUser({ user: "faithflow-calls", ...account });
}
print("replica set rs0 and the service's account are ready");
