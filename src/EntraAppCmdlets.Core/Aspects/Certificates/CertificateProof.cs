using EntraAppCmdlets.Connection;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>How a certificate just made proves its app.</summary>
internal static class CertificateProof
{
    /// <summary>By the private key in memory.</summary>
    public static ClientProof Of(CommandContext work, AppCertificate made) => ClientProof.Of(made.Certificate!);
}
