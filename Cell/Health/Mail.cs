using Cell.Genome;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Cell.Health;

/// <summary>Tells the operator by mail.</summary>
internal static class Mail
{
    private const int PatienceMilliseconds = 15_000;

    /// <param name="user">"": the server asks for none.</param>
    /// <exception cref="IOException">It was not taken; says why.</exception>
    public static async Task SendAsync(NotifyGenes notify, string user, string password, string subject, string text, CancellationToken cancellation)
    {
        var server = notify.Smtp ?? throw new InvalidOperationException("There is no mail server to send by.");
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress("Cell", notify.From));
        message.To.AddRange(notify.To.Select(to => new MailboxAddress("", to)));
        message.Subject = subject;
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no answer by a machine
        message.Body = new TextPart("plain") { Text = text };
        using var client = new SmtpClient { Timeout = PatienceMilliseconds };
        try
        {
            await client.ConnectAsync(server.Host, server.Port, server.Scheme == "smtps" ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable, cancellation);
            if (user.Length > 0)
            {
                Require(client.IsSecure, "the password is not sent over a connection without TLS");
                await client.AuthenticateAsync(user, password, cancellation);
            }

            await client.SendAsync(message, cancellation);
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception fault) when (fault is MailKit.ProtocolException or MailKit.CommandException or AuthenticationException or SslHandshakeException or System.Net.Sockets.SocketException or NotSupportedException)
        {
            throw new IOException(fault.Message.Split('\n')[0].Trim(), fault);
        }
    }

    private static void Require(bool rule, string trouble)
    {
        if (!rule)
        {
            throw new IOException(trouble);
        }
    }
}
