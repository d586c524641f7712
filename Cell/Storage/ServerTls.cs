namespace Cell.Storage;

/// <summary>How a connection to a database or broker is kept from others.</summary>
internal enum ServerTls
{
    /// <summary>The server's certificate is one for its name, by the system's roots.</summary>
    Verify,
    /// <summary>Encrypted, whoever answers.</summary>
    Require,
    Off,
}
