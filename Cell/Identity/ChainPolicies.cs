using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cell.Identity;

/// <summary>The only place that sets up X.509 chain building: our roots and nothing else, no downloads, no revocation lookups.</summary>
internal static class ChainPolicies
{
    public static X509ChainPolicy Closed(IEnumerable<X509Certificate2> roots, DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationTime = now.UtcDateTime,
            VerificationTimeIgnored = false,
        };
        foreach (var root in roots)
        {
            policy.CustomTrustStore.Add(root);
        }

        return policy;
    }
}
