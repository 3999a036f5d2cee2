using System.Runtime.CompilerServices;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Principals;

/// <summary>The profiles of users, as far as vendors' apps need them.</summary>
internal sealed class ProfileService(CommandContext work)
{
    private const string User = "#microsoft.graph.user";

    private static readonly string[] Select = ["id", "displayName", "userPrincipalName", "mail", "givenName", "surname"];

    /// <summary>What can be asked for.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<AppUserProfile, string?>> Properties = new Dictionary<
        string,
        Func<AppUserProfile, string?>
    >(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(AppUserProfile.EmailAddress)] = profile => profile.EmailAddress,
        [nameof(AppUserProfile.FirstName)] = profile => profile.FirstName,
        [nameof(AppUserProfile.LastName)] = profile => profile.LastName,
        [nameof(AppUserProfile.FullName)] = profile => profile.FullName,
    };

    /// <summary>The profile of each user; of a group each user in it and in the groups within it. One who is found twice is listed once.</summary>
    /// <param name="principals">Users and groups.</param>
    /// <param name="required">The names of what must be there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<AppUserProfile> TestAsync(
        IReadOnlyList<Principal> principals,
        IReadOnlyList<string> required,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<Guid>();
        var users = principals.Where(principal => principal.Kind == PrincipalKind.User).ToList();
        var answers = await work
            .Graph.BatchAsync(
                [
                    .. users.Select(user =>
                        GraphRequest.Get(Query($"users/{user.Id}").Select(Select)).Describe($"read the profile of {user}")
                    ),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var answer in answers)
        {
            var profile = Test(answer.OrThrow().Read(ResourceJson.Default.DirectoryObjectResource), null, required);
            if (seen.Add(profile.Id))
            {
                yield return profile;
            }
        }

        foreach (var group in principals.Where(principal => principal.Kind == PrincipalKind.Group))
        {
            // Members that are no users (devices, apps) have no profile; groups within it are opened by the service.
            var request = GraphRequest
                .Get(Query($"groups/{group.Id}/transitiveMembers").Select(Select).Top(999))
                .Describe($"read the members of {group}");
            await foreach (
                var member in work
                    .Graph.ListAsync(request, ResourceJson.Default.GraphPageDirectoryObjectResource, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                if (member.Type != User || !seen.Add(member.Id ?? Guid.Empty))
                {
                    continue;
                }
                // Everybody has a sign-in name: without the right to read users the service tells of a member its id alone.
                if (member.UserPrincipalName is null)
                {
                    throw GraphException.Withheld($"read the profiles of the members of {group}");
                }

                yield return Test(member, group.DisplayName, required);
            }
        }
    }

    private static AppUserProfile Test(DirectoryObjectResource user, string? group, IReadOnlyList<string> required)
    {
        var profile = new AppUserProfile
        {
            Id = user.Id ?? Guid.Empty,
            UserPrincipalName = user.UserPrincipalName,
            EmailAddress = user.Mail,
            FirstName = user.GivenName,
            LastName = user.Surname,
            FullName = user.DisplayName,
            Group = group,
        };
        return profile with { Missing = [.. required.Where(name => string.IsNullOrWhiteSpace(Properties[name](profile)))] };
    }
}
