extension ConfigurationKeys {
    static let jwtSecretKey = ConfigurationKey(
        "JWT_SECRET_KEY", .text(minimumBytes: 32), isSecret: true,
        "Secret that bearer tokens are signed with (HS256). Required, unless `JWT_SECRET` is set.")
    static let jwtSecret = ConfigurationKey(
        "JWT_SECRET", .text(minimumBytes: 32), isSecret: true, "Read where `JWT_SECRET_KEY` is not set.")

    static let identity = ConfigurationSection(title: "Identity", rows: [jwtSecretKey.description, jwtSecret.description])
}
