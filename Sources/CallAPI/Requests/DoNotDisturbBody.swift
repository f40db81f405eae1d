import CallControl

/// Body of `PUT /api/dnd`.
struct DoNotDisturbBody: Decodable {
    /// Nil to be disturbed again; `until` says nothing then.
    let setting: DoNotDisturb?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        let isEnabled = try fields.require("enabled", fields.flag("enabled"), "true or false")
        let until = try fields.date("until")
        setting = isEnabled ? DoNotDisturb(until: until) : nil
    }
}
