import { strict as assert } from "node:assert";
import { BinaryReader } from "google-protobuf";
import { EventRequest } from "@pulumi/pulumi/proto/events_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { decodeStringsNatively } from "../../../tools/protobufStrings";

const TEXTS = ["", "a", "żółć", "日本語", "👩‍🚀 and 𝄞", "\u0000\u007f\u0080\uffff", "x".repeat(100_000)];

describe("strings of gRPC messages", () => {
  const libraryReader = BinaryReader.prototype.readString;
  afterEach(() => {
    BinaryReader.prototype.readString = libraryReader;
  });

  it("are decoded by Node.js", () => {
    decodeStringsNatively();
    assert.notEqual(BinaryReader.prototype.readString, libraryReader);
  });

  it("are what the library reads, in events and in maps", () => {
    const properties = Object.fromEntries(TEXTS.map((text) => [text.slice(0, 20), { list: [text, 1, true, null] }]));
    const messages = {
      event: new EventRequest().setEvent(TEXTS.join("\n")).serializeBinary(),
      struct: Struct.fromJavaScript(properties).serializeBinary(),
    };
    const read = (): unknown => [
      EventRequest.deserializeBinary(messages.event).getEvent(),
      Struct.deserializeBinary(messages.struct).toJavaScript(),
    ];
    const byLibrary = read();
    decodeStringsNatively();
    assert.deepEqual([read(), byLibrary], [byLibrary, [TEXTS.join("\n"), properties]]);
  });
});
