import CallControl
import Crypto
import Foundation
import Push
import Testing

@testable import CallServer

/// Which credentials are whose, and what is wrong with the file that says so.
@Suite struct PushCredentialsTests {
    private static let key = P256.Signing.PrivateKey().pemRepresentation
    private static let apple = #"{"team_id":"T","key_id":"K","bundle_id":"B","key_file":"apns.p8"}"#

    private func withFiles(_ text: String, _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "push-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // what is left in the temporary folder does no harm
        try Data(text.utf8).write(to: folder.appending(path: "push.json"))
        try Data(Self.key.utf8).write(to: folder.appending(path: "apns.p8"))
        try Data(" expo-token\n".utf8).write(to: folder.appending(path: "expo.token"))
        try body(folder.appending(path: "push.json").path)
    }

    @Test func churchesHaveTheirOwnAndElseTheStandard() throws {
        let text = """
            {"default": {"apns": \(Self.apple), "expo": {"access_token_file": "expo.token", "url": "https://expo.example.org/"}},
             "churches": {"grace": {"apns": {"team_id":"T2","key_id":"K","bundle_id":"B2","key_file":"apns.p8","sandbox":true}}, "hope": {}},
             "authority_file": "ca.pem"}
            """
        try withFiles(text) { path in
            let found = try PushCredentials(path: path)
            #expect(
                found.standard.apns?.credentials.bundleID == "B"
                    && found.standard.apns?.endpoint.url == "https://api.push.apple.com")
            #expect(
                found.standard.expo?.accessToken?.text == "expo-token"
                    && found.standard.expo?.endpoint.url == "https://expo.example.org")
            #expect(found.standard.expo?.endpoint.authorityFile?.hasSuffix("/ca.pem") == true)
            #expect(found.standard.fcm == nil)
            #expect(found.churches["grace"]?.apns?.credentials.bundleID == "B2")
            #expect(found.churches["grace"]?.apns?.endpoint.url == "https://api.sandbox.push.apple.com")
            var dumped = ""
            dump(found, to: &dumped)
            #expect(!dumped.contains("expo-token") && !dumped.contains("PRIVATE"))
        }
    }

    @Test func sendersOfAChurchAreItsOwnAndElseTheStandardOnes() throws {
        let text = #"{"default": {"expo": {}}, "churches": {"grace": {"apns": \#(Self.apple)}}}"#
        var senders: PushSenders?
        try withFiles(text) { senders = PushSenders(try PushCredentials(path: $0), now: { Date() }) }
        let made = try #require(senders)
        #expect(
            made.serves("grace", .voip) && made.serves("grace", .alert) && made.serves("grace", .expo)
                && !made.serves("grace", .fcm))
        #expect(!made.serves("hope", .voip) && made.serves("hope", .expo))
    }

    @Test(arguments: [
        ("", "form"), ("{}x", "form"),
        (#"{"default": {"apns": {"team_id": "T"}}}"#, "default.apns.key_id"),
        (
            #"{"default": {"apns": {"team_id":"T","key_id":"K","bundle_id":"B","key_file":"none.p8"}}}"#,
            "none.p8 cannot be read"
        ),
        (
            #"{"default": {"apns": {"team_id":"T","key_id":"K","bundle_id":"B","key_file":"expo.token"}}}"#,
            "expo.token has no private key"
        ),
        (#"{"churches": {"a/b": {}}}"#, "a/b"),
        (
            #"{"churches": {"grace": {"fcm": {"service_account_file": "expo.token"}}}}"#,
            "grace: expo.token"
        ),
    ])
    func whatIsWrongIsTold(text: String, expected: String) throws {
        try withFiles(text) { path in
            do throws(PushFileProblem) {
                _ = try PushCredentials(path: path)
                Issue.record("nothing is wrong with it")
            } catch {
                #expect(error.description.contains(expected) && !error.description.contains("expo-token"))
            }
        }
        #expect(throws: PushFileProblem.self) { try PushCredentials(path: "/nowhere/push.json") }
    }
}
