import CallControl
import CallSignaling
import Foundation
import MQTT
import Testing

@testable import CallServer

@Suite("What a load run reads of signals without decoding them")
struct SignalScanTests {
    @Test("is what decoding gives, for each signal there is", arguments: SignalType.allCases)
    func sample(_ type: SignalType) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../topics/examples").standardized
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "\(type.rawValue).json")))
        // The service writes no spaces, and slashes as they are.
        let object = try JSONSerialization.jsonObject(with: Data(bytes))
        let compact = [UInt8](try JSONSerialization.data(withJSONObject: object, options: .withoutEscapingSlashes))
        let decoded = try SignalJSON.decode(compact)
        let scan = SignalScan(compact)
        #expect(scan?.callID == decoded.callID)
        #expect(scan?.type == type)
        #expect(scan?.signalID == decoded.signalID)
    }

    @Test(
        "is nothing where a field is missing, unknown or cut off",
        arguments: [
            "", "{}", #"{"call_id":"a","type":"call_end"}"#, #"{"call_id":"a","signal_id":"a-1"}"#,
            #"{"call_id":"a","signal_id":"a-1","type":"call_nonsense"}"#, #"{"signal_id":"a-1","type":"call_end","call_id":"a"#,
            #"{"type":"call_ringing","call_id":"a","callee_id":"b"}"#,
        ])
    func nothing(_ text: String) { #expect(SignalScan(Array(text.utf8)) == nil) }
}
