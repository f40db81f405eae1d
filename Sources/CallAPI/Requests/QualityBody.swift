import CallSignaling

/// Body of `POST …/quality`: what the app measured since its last report.
struct QualityBody: Decodable {
    let report: QualityReport
    let deviceID: DeviceID?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        func milliseconds(_ name: String) throws -> Double {
            try fields.require(name, fields.number(name, in: 0...60_000), "a number of milliseconds from 0 to 60000")
        }
        let loss = try fields.require(
            "packet_loss_percent", fields.number("packet_loss_percent", in: 0...100), "a number from 0 to 100")
        let video = QualityReport.Video(
            framesPerSecond: try fields.number("frames_per_second", in: 0...1_000),
            width: try fields.integer("frame_width", in: 0...65_535), height: try fields.integer("frame_height", in: 0...65_535),
            frozen: try fields.number("frozen_percent", in: 0...100))
        report = QualityReport(
            jitter: try milliseconds("jitter_ms"), packetLoss: loss, roundTrip: try milliseconds("round_trip_ms"),
            bandwidth: try fields.number("bandwidth_kbps", in: 0...100_000_000),
            video: video == QualityReport.Video() ? nil : video)
        deviceID = try fields.id("device_id", DeviceID.init(validating:))
    }
}
