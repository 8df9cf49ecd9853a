// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// sdk.mjs LAB: starts LAB (lockstep-lab) and lets clients of an unmodified matrix-js-sdk, with its real end-to-end encryption,
// log in, upload keys, share an encrypted room across two servers, see device_lists.changed, send and receive to-device
// messages, and log out. Prints a line for each thing that was seen; exits with 1 at the first that was not.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const require = createRequire(import.meta.url);
// The SDK and its WebAssembly log each request to the console; a test's output is for what it found.
const say = (line) => process.stdout.write(line + "\n");
for (const method of ["debug", "log", "info", "warn", "error", "trace"]) console[method] = () => {};
const { createClient, ClientEvent, CryptoEvent, MemoryStore } = require("matrix-js-sdk");

const PASSWORD = "a password";

function check(what, condition, detail = "") {
    if (!condition) throw new Error(`${what} ${detail}`);
    say(`ok - ${what}`);
}

async function until(what, condition, seconds = 20) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
        const value = await condition();
        if (value) {
            say(`ok - ${what}`);
            return value;
        }
    }
    throw new Error(`${what}: not within ${seconds} s`);
}

async function startLab(program) {
    const lab = spawn(program, ["--servers", "2"], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: lab.stdout });
    const line = await new Promise((resolve, reject) => {
        lines.once("line", resolve);
        lab.once("exit", (code) => reject(new Error(`the lab ended with ${code}`)));
    });
    return { lab, servers: JSON.parse(line).servers };
}

async function register(server, name) {
    const anonymous = createClient({ baseUrl: server.client_api });
    await anonymous.registerRequest({ username: name, password: PASSWORD, inhibit_login: true, auth: { type: "m.login.dummy" } });
}

// What the SDK itself keeps to itself: the raw answers of /sync.
class Watched {
    changed = new Set();
    toDevice = [];
    secretKeys = {};
    async start(server, name, deviceId) {
        const anonymous = createClient({ baseUrl: server.client_api });
        const session = await anonymous.login("m.login.password", {
            identifier: { type: "m.id.user", user: name },
            password: PASSWORD,
            device_id: deviceId,
            initial_device_display_name: `${name}'s ${deviceId}`,
        });
        const fetchFn = async (url, options) => {
            const response = await fetch(url, options);
            if (String(url).includes("/sync")) {
                const body = await response.clone().json();
                for (const user of body.device_lists?.changed ?? []) this.changed.add(user);
                this.toDevice.push(...(body.to_device?.events ?? []));
            }
            return response;
        };
        this.client = createClient({
            baseUrl: server.client_api,
            accessToken: session.access_token,
            userId: session.user_id,
            deviceId: session.device_id,
            store: new MemoryStore(),
            fetchFn,
            // Secret storage asks the application for its key.
            cryptoCallbacks: {
                getSecretStorageKey: async ({ keys }) => Object.keys(keys).filter((id) => id in this.secretKeys).map((id) => [id, this.secretKeys[id]])[0] ?? null,
                cacheSecretStorageKey: (id, info, key) => void (this.secretKeys[id] = key),
            },
        });
        await this.client.initRustCrypto({ useIndexedDB: false });
        await this.client.startClient({ initialSyncLimit: 1, pollTimeout: 5000 });
        await new Promise((resolve) => this.client.on(ClientEvent.Sync, (state) => state === "PREPARED" && resolve()));
        return this;
    }
}

async function run(servers) {
    const [alpha, beta] = servers;
    const versions = await (await fetch(`${alpha.client_api}/_matrix/client/versions`)).json();
    check("the lab offers MSC2638", versions.unstable_features["org.matrix.msc2638"] === true);
    await register(alpha, "alice");
    await register(beta, "bob");
    const alice = await new Watched().start(alpha, "alice", "ALICEPC");
    const bob = await new Watched().start(beta, "bob", "BOBPHONE");
    const aliceId = alice.client.getUserId();
    const bobId = bob.client.getUserId();
    check("two clients are logged in", aliceId === "@alice:alpha.lab" && bobId === "@bob:beta.lab", `${aliceId} ${bobId}`);
    check("whoami", (await bob.client.whoami()).device_id === "BOBPHONE");

    await until("the SDK has uploaded device keys and one-time keys", async () => {
        const own = await alice.client.downloadKeysForUsers([aliceId]);
        const counts = await alice.client.uploadKeysRequest({});
        return own.device_keys[aliceId]?.ALICEPC && counts.one_time_key_counts.signed_curve25519 > 0;
    });

    const { room_id: room } = await alice.client.createRoom({
        preset: "private_chat",
        invite: [bobId],
        initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
    });
    await until("the invitation reaches the other server", () => bob.client.getRoom(room)?.getMyMembership() === "invite");
    await bob.client.joinRoom(room);
    await until("both are in the room", () => alice.client.getRoom(room)?.getJoinedMemberCount() === 2);
    await until("device_lists.changed names the other user on both sides", () => alice.changed.has(bobId) && bob.changed.has(aliceId));
    await until("alice's server has bob's device", async () => (await alice.client.downloadKeysForUsers([bobId])).device_keys[bobId]?.BOBPHONE);

    alice.changed.clear();
    const second = await new Watched().start(beta, "bob", "BOBTABLET");
    await until("a new device of bob is told by device_lists.changed", () => alice.changed.has(bobId));
    await until("the new device's keys arrive", async () => (await alice.client.downloadKeysForUsers([bobId])).device_keys[bobId]?.BOBTABLET);

    const devices = (deviceIds, content) => new Map([[bobId, new Map(deviceIds.map((id) => [id, content]))]]);
    for (let number = 0; number < 5; ++number)
        await alice.client.sendToDevice("org.example.hello", devices(["BOBPHONE"], { number }));
    await alice.client.sendToDevice("org.example.all", devices(["*"], { all: true }));
    const hello = (watched) => watched.toDevice.filter((event) => event.type === "org.example.hello").map((event) => event.content.number);
    await until("to-device messages arrive", () => hello(bob).length >= 5);
    check("each once, in order", JSON.stringify(hello(bob)) === "[0,1,2,3,4]", JSON.stringify(hello(bob)));
    await until('"*" reaches both devices', () => [bob, second].every((w) => w.toDevice.some((event) => event.type === "org.example.all")));
    check("and the other device got only its own", hello(second).length === 0);

    // An encrypted message, from one server to the other and back: Olm sessions, room keys by to-device messages, Megolm.
    const texts = (watched) => (watched.client.getRoom(room)?.getLiveTimeline().getEvents() ?? []).filter((event) => event.isEncrypted() && event.getType() === "m.room.message").map((event) => event.getContent().body);
    await until("the room is encrypted for both", async () => (await Promise.all([alice, bob].map((w) => w.client.getCrypto().isEncryptionEnabledInRoom(room)))).every(Boolean));
    await alice.client.sendEvent(room, "m.room.message", { msgtype: "m.text", body: "can you read this?" });
    await until("bob decrypts alice's message", () => texts(bob).includes("can you read this?"));
    await until("on his second device too", () => texts(second).includes("can you read this?"));
    await bob.client.sendEvent(room, "m.room.message", { msgtype: "m.text", body: "I can" });
    await until("alice decrypts bob's answer", () => texts(alice).includes("I can"));
    check("each message is in the timeline once", JSON.stringify(texts(alice)) === '["can you read this?","I can"]', JSON.stringify(texts(alice)));
    const raw = await alice.client.createMessagesRequest(room, null, 10, "b");
    const kinds = raw.chunk.map((event) => event.type);
    check("the servers know ciphertext only", kinds.filter((type) => type === "m.room.encrypted").length === 2 && !kinds.includes("m.room.message"), JSON.stringify(kinds));
    const joins = alice.client.getRoom(room).getLiveTimeline().getEvents().filter((event) => event.getType() === "m.room.member" && event.getContent().membership === "join");
    check("the timeline says who joined, and when", JSON.stringify(joins.map((event) => event.getStateKey())) === JSON.stringify([aliceId, bobId]) && joins.every((event) => Date.now() - event.getTs() < 300_000), JSON.stringify(joins.map((event) => event.event)));

    const claimed = await alice.client.claimOneTimeKeys([[bobId, "BOBPHONE"]]);
    check("a one-time key of another server's device is claimed", Object.keys(claimed.one_time_keys[bobId]?.BOBPHONE ?? {}).length === 1, JSON.stringify(claimed));

    const crypto = bob.client.getCrypto();
    await crypto.bootstrapCrossSigning({
        authUploadDeviceSigningKeys: async (request) => request({ type: "m.login.password", identifier: { type: "m.id.user", user: bobId }, password: PASSWORD }),
    });
    await until("cross-signing keys and the device's signature reach the other server", async () => {
        const keys = await alice.client.downloadKeysForUsers([bobId]);
        return keys.master_keys?.[bobId] && keys.self_signing_keys?.[bobId] && Object.keys(keys.device_keys[bobId].BOBPHONE.signatures[bobId]).length > 1;
    });
    check("bob's own client takes its identity for verified", (await crypto.getCrossSigningStatus()).privateKeysCachedLocally.selfSigningKey);

    // As a client sets itself up at a first login: secret storage, and a backup of the room keys.
    await crypto.bootstrapSecretStorage({ createSecretStorageKey: () => crypto.createRecoveryKeyFromPassphrase(), setupNewSecretStorage: true, setupNewKeyBackup: true });
    check("secret storage is ready", await crypto.isSecretStorageReady());
    check("and holds the cross-signing keys", (await crypto.getCrossSigningStatus()).privateKeysInSecretStorage);
    const backup = await until("the room's keys are backed up", async () => {
        const info = await bob.client.getKeyBackupVersion();
        return info?.count > 0 && info;
    });
    check("the client trusts the backup", (await crypto.isKeyBackupTrusted(backup)).trusted, JSON.stringify(backup));

    await bob.client.setDeviceDetails("BOBPHONE", { display_name: "renamed" });
    await until("a new name arrives", async () => (await alice.client.downloadKeysForUsers([bobId])).device_keys[bobId].BOBPHONE.unsigned?.device_display_name === "renamed");

    second.client.stopClient();
    await second.client.logout(true);
    await until("a logout removes the device everywhere", async () => !(await alice.client.downloadKeysForUsers([bobId])).device_keys[bobId]?.BOBTABLET);

    await alice.client.redactEvent(room, raw.chunk.find((event) => event.type === "m.room.encrypted").event_id);
    await alice.client.setDisplayName("Alice A.");
    await until("a new name of a member reaches the other server", () => bob.client.getRoom(room).getMember(aliceId).name.startsWith("Alice A."));
    alice.client.stopClient();
    await alice.client.logout(true);
    await bob.client.leave(room);
    bob.client.stopClient();
}

const { lab, servers } = await startLab(process.argv[2]);
let failed = false;
try {
    await run(servers);
} catch (error) {
    failed = true;
    say(`not ok - ${error.stack ?? error}`);
}
lab.kill("SIGTERM");
await new Promise((resolve) => lab.once("exit", resolve));
process.exit(failed ? 1 : 0);
