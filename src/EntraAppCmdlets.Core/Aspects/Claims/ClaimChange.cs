using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.Claims;

/// <summary>What leads from the claims of an app to those that are asked for.</summary>
internal sealed class ClaimChange
{
    private readonly CommandContext _work;
    private readonly AppRegistration _now;
    private readonly List<AppOptionalClaim> _written;
    private readonly List<AppOptionalClaim> _removed;

    /// <param name="work">The command.</param>
    /// <param name="now">The app as it is.</param>
    /// <param name="after">The app as it shall be.</param>
    /// <param name="asked">What asks for it; what a read shows of that may be overwritten, and is written again then.</param>
    public ClaimChange(CommandContext work, AppRegistration now, AppRegistration after, IReadOnlyList<ClaimRequest> asked)
    {
        (_work, _now, After) = (work, now, after);
        var (there, wanted) = (now.OptionalClaims ?? [], after.OptionalClaims ?? []);
        _written =
        [
            .. wanted.Where(claim =>
                !there.Contains(claim)
                || (
                    asked.Any(request => request.Asks(claim))
                    && work.Recent.MayBeOverwritten(now.AppId, nameof(now.OptionalClaims), claim.Key)
                )
            ),
        ];
        _removed = [.. there.Where(claim => wanted.All(other => other.Key != claim.Key))];
    }

    public AppRegistration After { get; }

    public bool ChangesGroups => (After.GroupMembershipClaims ?? AppGroupClaim.None) != (_now.GroupMembershipClaims ?? AppGroupClaim.None);

    public bool ChangesClaims => _written.Count + _removed.Count > 0;

    /// <summary>It in words.</summary>
    public IEnumerable<string> Words =>
        [
            .. ChangesGroups
                ? [$"change the groups in tokens from {_now.GroupMembershipClaims ?? AppGroupClaim.None} to {After.GroupMembershipClaims}"]
                : Array.Empty<string>(),
            .. from claim in _written
            let there = _now.OptionalClaims?.FirstOrDefault(other => other.Key == claim.Key)
            select there is null || there == claim
                ? $"add the optional claim {claim}"
                : $"change the optional claim {InWords(there)} to {InWords(claim)}",
            .. _removed.Count == 0
                ? []
                : new[]
                {
                    $"remove the optional claim{(_removed.Count > 1 ? "s" : "")} {string.Join(", ", _removed)}{AppChange.Staying(After.OptionalClaims!.Count)}",
                },
        ];

    /// <summary>Puts it into a request.</summary>
    public void Put(ApplicationResource body)
    {
        if (ChangesGroups)
        {
            AppSetting.GroupMembershipClaims.Put(body, After);
        }

        if (ChangesClaims)
        {
            body.OptionalClaims = RegistrationMap.FromClaims(After.OptionalClaims ?? []);
        }
    }

    /// <summary>Keeps what was written, because reads may show it later.</summary>
    public void Remember(Guid appId)
    {
        if (ChangesGroups)
        {
            new ApplicationEditor(_work).RememberSettings(
                _now with
                {
                    AppId = appId,
                },
                [(AppSetting.GroupMembershipClaims.Name, After.GroupMembershipClaims ?? AppGroupClaim.None)]
            );
        }

        if (!ChangesClaims)
        {
            return;
        }

        _work.Recent.Record(appId, nameof(_now.OptionalClaims), claim => claim.Key, _written, _removed.Select(claim => claim.Key));
        _work.Recent.RecordWhole(appId, nameof(_now.OptionalClaims), (After.OptionalClaims ?? []).Select(claim => claim.Key));
    }

    /// <summary>The request of its own that writes it; none if there is nothing to write.</summary>
    public IReadOnlyList<AppWrite> Writes()
    {
        if (!ChangesGroups && !ChangesClaims)
        {
            return [];
        }

        var patch = new ApplicationResource();
        Put(patch);
        return [ApplicationEditor.Patch(_now, patch, $"change the claims of '{_now.DisplayName}'", () => Remember(_now.AppId))];
    }

    /// <summary>A claim with all that is said of it.</summary>
    public static string InWords(AppOptionalClaim claim) =>
        $"{claim}{(claim.Essential ? ", essential" : "")}{(claim.Source is null ? "" : $", from {claim.Source}")}";
}
