# The built-in permissions: found by name, by pattern, through the pipeline, and missed.

Find-AppPermission User.Read -Resource 'Microsoft Graph'
Find-AppPermission Group*.All -Type Application -Risk High | Sort-Object Name | Select-Object Name, Type, Risk, ControlsTenant -First 5
'Mail.Read', 'Mail.Send' | Find-AppPermission -Type Delegated | ForEach-Object { "$($_.Name) of $($_.ResourceName)" }

# One wrong name among several is an error of its own.
'User.Read', 'User.Raed', 'Group.Create' | Find-AppPermission -Resource 'Microsoft Graph' -Type Application | Where-Object Name -like '*Create'
(Find-AppPermission *.Selected | Measure-Object).Count
