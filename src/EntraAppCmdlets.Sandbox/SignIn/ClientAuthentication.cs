using EntraAppCmdlets.Sandbox.Credentials;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Holds what a client sends to prove itself against what the tenant knows of it.</summary>
internal sealed class ClientAuthentication(string administratorAppId, string administratorSecretSalt, string administratorSecretHash)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    public static bool IsPresented(SignInContext context) =>
        context.Value("client_secret") is not null || context.Value("client_assertion") is not null;

    /// <summary>Refuses a client that does not prove itself.</summary>
    public void Require(SignInContext context, SignInClient client)
    {
        if (!IsPresented(context))
        {
            throw SignInErrors.NoCredential();
        }

        if (client.Foreign?.IsPublicClient == true)
        {
            throw SignInErrors.PublicClientWithSecret();
        }

        if (context.Value("client_assertion") is { } assertion)
        {
            if (context.Required("client_assertion_type") != AssertionType)
            {
                throw SignInErrors.MalformedAssertion($"the client_assertion_type must be {AssertionType}.");
            }

            AssertionCheck.Require(context, client, assertion);
        }
        else
        {
            CheckSecret(context, client, context.Required("client_secret"));
        }
    }

    private void CheckSecret(SignInContext context, SignInClient client, string secret)
    {
        if (client.AppId == administratorAppId && SecretHash.Matches(administratorSecretSalt, administratorSecretHash, secret))
        {
            return;
        }

        foreach (var holder in new[] { client.Application, client.Present }.OfType<Document>())
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
