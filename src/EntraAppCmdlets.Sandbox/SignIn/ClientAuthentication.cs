using EntraAppCmdlets.Sandbox.Credentials;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Holds what a client sends to prove itself against what the tenant knows of it.</summary>
internal sealed class ClientAuthentication(string administratorAppId, string administratorSecretSalt, string administratorSecretHash)
{
    /// <summary>Refuses a client that does not prove itself.</summary>
    public void Require(SignInContext context, SignInClient client)
    {
        if (context.Value("client_secret") is not { } secret)
        {
            throw SignInErrors.NoCredential();
        }

        if (client.Foreign?.IsPublicClient == true)
        {
            throw SignInErrors.PublicClientWithSecret();
        }

        CheckSecret(context, client, secret);
    }

    private void CheckSecret(SignInContext context, SignInClient client, string secret)
    {
        if (client.AppId == administratorAppId && SecretHash.Matches(administratorSecretSalt, administratorSecretHash, secret))
        {
            return;
        }

        foreach (var holder in new[] { client.Application, client.Principal }.OfType<Document>())
        {
            foreach (var known in context.Store.Secrets.Where("owner", holder.Id))
            {
                if (!SecretHash.Matches(known.Text("salt")!, known.Text("hash")!, secret))
                {
                    continue;
                }

                // The registration as it is now: what was just removed is refused, what was just made has its own delay.
                var latest = context.Store.TableOf(holder.Type).Find(holder.Id);
                var credential = latest?.Many("passwordCredentials").FirstOrDefault(each => each.Text("keyId") == known.Id);
                if (credential is null || context.Now < known.Instant("acceptedFrom") || context.Now < credential.Instant("startDateTime"))
                {
                    throw SignInErrors.WrongSecret(client.AppId);
                }

                if (context.Now >= credential.Instant("endDateTime"))
                {
                    throw SignInErrors.ExpiredSecret(client.AppId);
                }

                return;
            }
        }

        throw SignInErrors.WrongSecret(client.AppId);
    }
}
