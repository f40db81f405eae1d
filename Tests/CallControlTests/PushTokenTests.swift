import CallControl
import Testing

/// What a token of each kind looks like, and that it is never printed.
@Suite struct PushTokenTests {
    @Test(
        arguments: [
            (.voip, "abcdef0123456789ABCDEF", true), (.voip, "abc", false), (.voip, "", false), (.voip, "xy", false),
            (.voip, "ab/../cd", false),
            (.alert, String(repeating: "a", count: 200), true), (.alert, String(repeating: "a", count: 202), false),
            (.fcm, "cJ4:APA91b-x_y.z", true), (.fcm, "a b", false), (.fcm, "ä", false), (.fcm, "", false),
            (.fcm, String(repeating: "a", count: PushKind.longestToken), true), (.fcm, String(repeating: "a", count: 1_025), false),
            (.expo, "ExponentPushToken[xxxxxxxxxxxxxxxxxxxxxx]", true), (.expo, "ExpoPushToken[a-b_c]", true),
            (.expo, "ExpoPushToken[]", false),
            (.expo, "ExponentPushToken[a", false), (.expo, "PushToken[a]", false), (.expo, "ExpoPushToken[a\"]", false),
            (.expo, "ExpoPushToken[a]]", false),
        ] as [(PushKind, String, Bool)])
    func formOfATokenIsThatOfItsKind(kind: PushKind, text: String, isOne: Bool) {
        #expect((PushToken(validating: text, kind: kind) != nil) == isOne)
    }

    @Test func kindsSuitPlatforms() {
        #expect(PushKind.allCases.filter { $0.suits(.ios) } == [.voip, .alert, .expo])
        #expect(PushKind.allCases.filter { $0.suits(.android) } == [.fcm, .expo])
    }

    @Test func tokenIsNeverPrinted() throws {
        let token = try #require(PushToken(validating: "secret-of-a-phone", kind: .fcm))
        let device = PushDevice(id: "id", token: token, deviceID: nil)
        var dumped = ""
        dump(device, to: &dumped)
        for text in ["\(token)", "\(device)", String(reflecting: token), String(reflecting: device), dumped] {
            #expect(!text.contains(token.text))
        }
    }
}
