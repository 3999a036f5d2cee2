using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>How a certificate just made proves its app.</summary>
internal static class CertificateProof
{
    /// <summary>By the private key in memory, or by a signature of the Key Vault that keeps the key.</summary>
    public static ClientProof Of(CommandContext work, AppCertificate made) =>
        made.KeyVaultCertificateId is { } id && new Uri(id) is var address
            ? KeyVaultCertificateService
                .Open(work, address.GetLeftPart(UriPartial.Authority), KeyVaultKind.Signature)
                .ProofOf(made.Certificate!, address)
            : ClientProof.Of(made.Certificate!);
}
