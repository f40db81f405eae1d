import CallControl
import CallSignaling
import Crypto

extension PushDevice {
    /// A device with this token. Its id is the token's SHA-256: tokens are random, and long, so that it gives nothing away.
    init(_ token: PushToken, deviceID: DeviceID?) {
        let digest = SHA256.hash(data: Array(token.text.utf8))
        let digits = Array("0123456789abcdef".utf8)
        let id = String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        self.init(id: id, token: token, deviceID: deviceID)
    }
}
