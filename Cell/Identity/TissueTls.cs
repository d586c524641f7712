using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Cell.Identity;

/// <summary>TLS 1.3 between cells: both sides show a chain, both judge it by <see cref="Lineage"/> inside the handshake, and nobody
/// downloads, looks up or resumes anything. Otherwise a stranger's certificate makes the server fetch a URL before any check.</summary>
/// <param name="own">Asked at each handshake: it may have been renewed.</param>
/// <param name="rules">What peers are judged by now, wherever they speak from.</param>
/// <param name="refused">Told of every refused peer; the caller limits what it does with that.</param>
internal sealed class TissueTls(Func<CellCredentials> own, Func<LineageRules> rules, Action<Refusal> refused)
{
    private volatile Shown? last;

    private sealed record Shown(CellCredentials Credentials, SslStreamCertificateContext Context);

    /// <param name="accepted">Told who it is, before the first byte of the application.</param>
    public SslServerAuthenticationOptions ForServer(IPAddress? remote, Action<CellIdentity> accepted) => new()
    {
        ServerCertificateContext = Show().Context,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowTlsResume = false,
        AllowRenegotiation = false,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = ChainPolicies.Closed(own().Roots, rules().Now),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Judge(certificate, chain, errors, remote, accepted),
    };

    /// <summary>For outgoing connections: the server must be a cell of the organism at an address of its machine.</summary>
    public SslClientAuthenticationOptions ForClient(IPAddress? remote) => ForClient(remote, _ => { });

    /// <param name="accepted">Told who it is, before the first byte of the application.</param>
    public SslClientAuthenticationOptions ForClient(IPAddress? remote, Action<CellIdentity> accepted) =>
        Client((_, certificate, chain, errors) => Judge(certificate, chain, errors, remote, accepted));

    /// <summary>For the first contact of somebody who holds the roots and no genome: the server must descend from a root, its place cannot be judged yet.</summary>
    public SslClientAuthenticationOptions ForFirstContact(IPAddress? remote) => Client((_, _, chain, errors) =>
    {
        var reason = Minded(chain, errors);
        if (reason is not null)
        {
            refused(new Refusal(remote, reason, ""));
        }

        return reason is null;
    });

    private SslClientAuthenticationOptions Client(RemoteCertificateValidationCallback judge) => new()
    {
        TargetHost = "cell",
        ClientCertificateContext = Show().Context,
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowTlsResume = false,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = ChainPolicies.Closed(own().Roots, rules().Now),
        RemoteCertificateValidationCallback = judge,
    };

    private bool Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, IPAddress? remote, Action<CellIdentity> accepted)
    {
        if (certificate is not X509Certificate2 leaf)
        {
            refused(new Refusal(remote, "no certificate was shown", ""));
            return false;
        }

        var presented = (chain?.ChainPolicy.ExtraStore ?? []).Where(link => !link.RawData.AsSpan().SequenceEqual(leaf.RawData));
        switch (Lineage.Check(InOrder(leaf, presented), rules() with { Remote = remote }))
        {
            case LineageVerdict.Accepted when Minded(chain, errors) is { } reason:
                refused(new Refusal(remote, reason, ""));
                return false;
            case LineageVerdict.Accepted(var identity):
                accepted(identity);
                return true;
            case LineageVerdict.Refused verdict:
                refused(new Refusal(remote, verdict.Reason, verdict.Known));
                return false;
            default:
                return false;
        }
    }

    // The platform's verdict is a second opinion: all but the name, for the peer is known by its place in the roster and not by a host name.
    private static string? Minded(X509Chain? chain, SslPolicyErrors errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
        ? null
        : $"the platform minds {errors}: {string.Join(", ", chain?.ChainStatus.Select(status => status.StatusInformation.Trim()) ?? [])}";

    // The extra store keeps no order: from the leaf upwards by name.
    private static List<X509Certificate2> InOrder(X509Certificate2 leaf, IEnumerable<X509Certificate2> others)
    {
        var left = others.ToList();
        var chain = new List<X509Certificate2> { leaf };
        while (left.Find(link => link.SubjectName.RawData.AsSpan().SequenceEqual(chain[^1].IssuerName.RawData)) is { } mother)
        {
            left.Remove(mother);
            chain.Add(mother);
        }

        return chain;
    }

    private Shown Show()
    {
        var now = own();
        return last is { } shown && ReferenceEquals(shown.Credentials, now) ? shown : last = new Shown(now, Context(now));
    }

    private static SslStreamCertificateContext Context(CellCredentials own)
    {
        // Without a trust of its own, the first handshake of a process reads all authorities of the operating system: 100 ms.
        var trust = SslCertificateTrust.CreateForX509Collection([.. own.Roots], sendTrustInHandshake: false);
        return SslStreamCertificateContext.Create(own.Leaf.CopyWithPrivateKey(own.Key), [.. own.Chain.Skip(1)], offline: true, trust);
    }
}
