// Reads an export with whatsapp-chat-parser (npm) and prints what it counted.
import { readFileSync } from "node:fs";
import { parseString } from "whatsapp-chat-parser";

const found = parseString(readFileSync(process.argv[2], "utf8"), { parseAttachments: true });
const system = found.filter((message) => message.author === null).length;
console.log(JSON.stringify({ messages: found.length - system, system, attachments: found.filter((message) => message.attachment).length }));
